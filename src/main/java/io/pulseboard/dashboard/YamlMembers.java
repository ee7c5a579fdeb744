package io.pulseboard.dashboard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The members of a mapping, all of them known and none given twice. Used by one thread. */
final class YamlMembers {
    private final MappingNode node;
    private final String prefix;
    private final String owner;
    private final Map<String, YamlValue> values = new HashMap<>();

    /**
     * @param known the members there may be
     * @param prefix what messages put before the name of a member: {@code thresholds.}, or nothing
     * @param owner what they put behind it: {@code of chart 2}, or nothing
     */
    YamlMembers(YamlValue mapping, List<String> known, String prefix, String owner) throws BoardSyntaxException {
        this.node = mapping.mapping(known);
        this.prefix = prefix;
        this.owner = owner.isEmpty() ? "" : " " + owner;
        Map<String, Node> keys = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            String name = name(tuple.getKeyNode(), known);
            Node before = keys.put(name, tuple.getKeyNode());
            if (before != null) {
                throw BoardSyntaxException.at(
                        tuple.getKeyNode(),
                        named(name) + " is given twice, first in line "
                                + (before.getStartMark().getLine() + 1));
            }
            values.put(name, new YamlValue(named(name), tuple.getValueNode()));
        }
    }

    private String name(Node key, List<String> known) throws BoardSyntaxException {
        String expected = "; expected " + String.join(", ", known);
        if (!(key instanceof ScalarNode scalar)) {
            throw BoardSyntaxException.at(key, "a member" + owner + " has a list or mapping for a name" + expected);
        }
        String name = scalar.getValue();
        if (!known.contains(name)) {
            throw BoardSyntaxException.at(
                    key,
                    "unknown member " + OneLine.quoted(prefix + name) + owner + expected
                            + NearestWord.suggestion(name, known));
        }
        return name;
    }

    private String named(String member) {
        return prefix + member + owner;
    }

    /** The value of a member, null if it is not given. */
    @Nullable YamlValue find(String member) {
        return values.get(member);
    }

    /** The value of a member that must be given. */
    YamlValue require(String member) throws BoardSyntaxException {
        YamlValue value = values.get(member);
        if (value == null) {
            throw problem(named(member) + " is missing");
        }
        return value;
    }

    BoardSyntaxException problem(String message) {
        return BoardSyntaxException.at(node, message);
    }
}
