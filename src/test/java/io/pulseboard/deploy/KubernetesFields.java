package io.pulseboard.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds objects against the fields that Kubernetes knows, by two models of them, each of which sees what the other one lets pass. */
final class KubernetesFields {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream.of(
                    Namespace.class,
                    ConfigMap.class,
                    Service.class,
                    ServiceAccount.class,
                    Deployment.class,
                    Ingress.class,
                    NetworkPolicy.class,
                    Role.class,
                    RoleBinding.class,
                    ClusterRole.class,
                    ClusterRoleBinding.class)
            .collect(Collectors.toMap(
                    type -> HasMetadata.getApiVersion(type) + "/" + HasMetadata.getKind(type), Function.identity()));

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new WithoutPlaceForTheUnknown());

    private KubernetesFields() {}

    /** The model keeps fields that it does not know, where here they are to be refused. */
    private static final class WithoutPlaceForTheUnknown extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }

    static List<String> problems(Rendered rendered) {
        List<String> problems = new ArrayList<>();
        for (JsonNode object : rendered.objects()) {
            String subject = object.path("kind").asText() + " " + Rendered.nameOf(object) + ": ";
            Stream.concat(unknown(object).stream(), incomplete(object).stream())
                    .map(subject::concat)
                    .forEach(problems::add);
        }
        return problems;
    }

    /** What fabric8's model does not know: fields in the wrong place, misspelt ones, values of another type. */
    static List<String> unknown(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            return List.of("unknown kind " + kind);
        }
        try {
            STRICT.treeToValue(object, type);
            return List.of();
        } catch (UnrecognizedPropertyException unknown) {
            return List.of("unknown field " + unknown.getPathReference());
        } catch (JsonProcessingException wrong) {
            return List.of(wrong.getOriginalMessage());
        }
    }

    /** What the model of Kubernetes' own Java client misses: fields that are required and are not there. */
    static List<String> incomplete(JsonNode object) {
        String model =
                "io.kubernetes.client.openapi.models.V1" + object.path("kind").asText();
        try {
            Class.forName(model)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(object.toString()));
            return List.of();
        } catch (InvocationTargetException refused) {
            return List.of(String.valueOf(refused.getCause()));
        } catch (ReflectiveOperationException noModel) {
            return List.of("no model " + noModel);
        }
    }
}
