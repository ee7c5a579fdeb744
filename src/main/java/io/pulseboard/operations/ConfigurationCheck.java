package io.pulseboard.operations;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Fails the start if the configuration holds a key of ours that means nothing, before a port is open. A misspelt key that is passed
 * over is a setting that somebody believes in.
 */
@Singleton
final class ConfigurationCheck {
    private static final String PREFIX = "pulseboard";
    private static final String PACKAGE = "io.pulseboard.";

    void onStart(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start,
            Config config,
            BeanManager beans) {
        KnownKeys known = new KnownKeys(knownKeys(beans));
        new UnknownKeys(known).check(values(config.unwrap(SmallRyeConfig.class)));
    }

    /** Every key of every mapping interface that some bean asks for, so that no list has to be kept by hand. */
    static Set<String> knownKeys(BeanManager beans) {
        Set<String> keys = new TreeSet<>();
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            for (Type type : bean.getTypes()) {
                if (type instanceof Class<?> mapping && isOurs(mapping)) {
                    keys.addAll(ConfigMappings.getProperties(ConfigClass.configClass(mapping))
                            .keySet());
                }
            }
        }
        return keys;
    }

    private static boolean isOurs(Class<?> type) {
        // The name first: to ask a class for its annotations is to read them, and there are hundreds of beans.
        if (!type.isInterface() || !type.getName().startsWith(PACKAGE)) {
            return false;
        }
        ConfigMapping mapping = type.getAnnotation(ConfigMapping.class);
        return mapping != null
                && (mapping.prefix().equals(PREFIX) || mapping.prefix().startsWith(PREFIX + "."));
    }

    /** The names that we answer for, with what the strongest source says. */
    private static Map<String, String> values(SmallRyeConfig config) {
        Map<String, String> values = new TreeMap<>();
        for (ConfigSource source : config.getConfigSources()) {
            Set<String> names = source.getPropertyNames();
            for (String name : names) {
                if (UnknownKeys.isOurs(name) && !isDerived(name, names)) {
                    values.putIfAbsent(name, String.valueOf(source.getValue(name)));
                }
            }
        }
        return values;
    }

    /** Whether a source made the key from the environment variable that it has as well. */
    private static boolean isDerived(String name, Set<String> names) {
        String variable = name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        return !variable.equals(name) && names.contains(variable);
    }
}
