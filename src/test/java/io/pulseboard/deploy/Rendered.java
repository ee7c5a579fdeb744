package io.pulseboard.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The objects that a cluster would be given.
 *
 * @param name what was rendered, for messages
 */
record Rendered(String name, List<JsonNode> objects) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Rendered {
        objects = List.copyOf(objects);
    }

    /** Reads documents of YAML; empty ones are passed over. */
    static Rendered parse(String name, String yaml) {
        return new Rendered(name, documents(yaml));
    }

    static List<JsonNode> documents(String yaml) {
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml);
        return StreamSupport.stream(documents.spliterator(), false)
                .filter(document -> document != null)
                .<JsonNode>map(JSON::valueToTree)
                .toList();
    }

    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    Optional<JsonNode> find(String kind, String name) {
        return all(kind).stream().filter(object -> nameOf(object).equals(name)).findFirst();
    }

    /** The only object of a kind. */
    JsonNode one(String kind) {
        List<JsonNode> all = all(kind);
        if (all.size() != 1) {
            throw new AssertionError(name + " has " + all.size() + " objects of kind " + kind + " instead of 1");
        }
        return all.get(0);
    }

    JsonNode template() {
        return one("Deployment").at("/spec/template");
    }

    JsonNode podSpec() {
        return template().path("spec");
    }

    JsonNode container() {
        return podSpec().at("/containers/0");
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public String toString() {
        return name;
    }
}
