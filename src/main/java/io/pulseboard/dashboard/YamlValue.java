package io.pulseboard.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a board's file, with the name that messages give it. A member decides what its value is, and not YAML's guess: where
 * text is wanted, {@code on} and {@code 1.10} are text as they stand, and where yes or no is wanted, {@code on}, {@code yes} and
 * {@code true} are the same. Immutable.
 *
 * @param name such as {@code unit of chart 2}
 */
record YamlValue(String name, Node node) {
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.YAML);
    private static final Set<String> YES = Set.of("true", "yes", "on");
    private static final Set<String> NO = Set.of("false", "no", "off");
    /** As JSON has it, with a sign or a dot at either end; none of YAML 1.1's octal, sexagesimal or underscored numbers. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");
    /** No number of a board has more digits that matter, and a longer text would cost more to read. */
    private static final int LONGEST_NUMBER = 64;

    /** Text of 1 to {@code longest} characters, not only white space. */
    String text(int longest) throws BoardSyntaxException {
        String expected = "text of 1 to " + longest + " characters";
        String text = scalar(expected).getValue();
        int length = text.codePointCount(0, text.length());
        if (length > longest) {
            throw problem(name + " has " + length + " characters, " + OneLine.quoted(text) + "; expected " + expected);
        }
        if (text.isBlank()) {
            throw wrong(expected);
        }
        return text;
    }

    /**
     * Text that whoever asks looks at.
     *
     * @param expected what a message says if it is no text
     */
    String textOr(String expected) throws BoardSyntaxException {
        return scalar(expected).getValue();
    }

    /** One of these words. */
    String oneOf(List<String> words) throws BoardSyntaxException {
        String expected = alternatives(words);
        String word = scalar(expected).getValue();
        if (!words.contains(word)) {
            throw wrong(expected + NearestWord.suggestion(word, words));
        }
        return word;
    }

    /** A whole number in this range. */
    int whole(int least, int most) throws BoardSyntaxException {
        String expected = "a whole number from " + least + " to " + most;
        ScalarNode scalar = unquoted(expected);
        if (!WHOLE.matcher(scalar.getValue()).matches()) {
            throw wrong(expected);
        }
        int number = Integer.parseInt(scalar.getValue());
        if (number < least || number > most) {
            throw wrong(expected);
        }
        return number;
    }

    /** A finite number. */
    double number() throws BoardSyntaxException {
        String expected = "a finite number such as 0.95";
        String text = unquoted(expected).getValue();
        if (text.length() > LONGEST_NUMBER || !NUMBER.matcher(text).matches()) {
            throw wrong(expected);
        }
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw wrong(expected);
        }
        return number;
    }

    /** Yes or no, in any of the words that YAML 1.1 or 1.2 has for it. */
    boolean flag() throws BoardSyntaxException {
        String expected = "true or false";
        String word = unquoted(expected).getValue().toLowerCase(Locale.ROOT);
        if (!YES.contains(word) && !NO.contains(word)) {
            throw wrong(expected);
        }
        return YES.contains(word);
    }

    /**
     * The elements of a list, or the value itself if it is none.
     *
     * @param what is in it, in a message: {@code selectors}
     */
    List<YamlValue> oneOrSeveral(int most, String what) throws BoardSyntaxException {
        return node instanceof SequenceNode ? list(most, what) : List.of(this);
    }

    /** The elements of a list, at least one; they are named as the list is. */
    List<YamlValue> list(int most, String what) throws BoardSyntaxException {
        String expected = "a list of 1 to " + most + " " + what;
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong(expected);
        }
        requireTag(node.getTag().equals(Tag.SEQ));
        int size = sequence.getValue().size();
        if (size < 1 || size > most) {
            throw problem(name + " has " + size + " " + what + "; expected " + expected);
        }
        List<YamlValue> elements = new ArrayList<>(size);
        sequence.getValue().forEach(element -> elements.add(new YamlValue(name, element)));
        return elements;
    }

    /** The value as a mapping. */
    MappingNode mapping(List<String> members) throws BoardSyntaxException {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("a mapping with the members " + String.join(", ", members));
        }
        requireTag(node.getTag().equals(Tag.MAP));
        return mapping;
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    private ScalarNode scalar(String expected) throws BoardSyntaxException {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong(expected);
        }
        requireTag(PLAIN_TAGS.contains(node.getTag()));
        if (isNothing()) {
            throw wrong(expected);
        }
        return scalar;
    }

    /** Quotes make text of what would be a number otherwise. */
    private ScalarNode unquoted(String expected) throws BoardSyntaxException {
        ScalarNode scalar = scalar(expected);
        if (!scalar.isPlain()) {
            throw problem(name + " is the text " + OneLine.quoted(scalar.getValue()) + "; expected " + expected
                    + ", without quotes");
        }
        return scalar;
    }

    private void requireTag(boolean fine) throws BoardSyntaxException {
        if (!fine) {
            throw problem(name + " has the tag " + OneLine.quoted(node.getTag().getValue())
                    + "; expected none, as tags mean nothing in a board");
        }
    }

    private boolean isNothing() {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && node.getTag().equals(Tag.NULL);
    }

    /** The value is not what it has to be. */
    BoardSyntaxException wrong(String expected) {
        return problem(name + " is " + shown() + "; expected " + expected);
    }

    BoardSyntaxException problem(String message) {
        return BoardSyntaxException.at(node, message);
    }

    private String shown() {
        if (isNothing()) {
            return "empty";
        }
        if (node instanceof ScalarNode scalar) {
            return OneLine.quoted(scalar.getValue());
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }

    private static String alternatives(List<String> words) {
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
