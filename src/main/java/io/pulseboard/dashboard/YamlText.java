package io.pulseboard.dashboard;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as far as its tree of nodes, which know their places, and no further: nothing is constructed, whatever tags say.
 * Bounded in size, depth and aliases; a tree may share nodes and even hold itself, so whoever walks it must know where to stop.
 */
final class YamlText {
    /** How large a text may be. */
    static final int MAX_BYTES = 256 * 1024;

    /** A board needs four. */
    private static final int MAX_DEPTH = 20;

    private static final int MAX_ALIASES = 50;

    private YamlText() {}

    /**
     * The root of the one document in the text.
     *
     * @param bytes UTF-8, with or without a byte order mark
     * @return null if there is no document
     * @throws BoardSyntaxException if it is too large, not text, not YAML, or beyond a limit
     */
    static @Nullable Node compose(byte[] bytes) throws BoardSyntaxException {
        if (bytes.length > MAX_BYTES) {
            throw new BoardSyntaxException(1, 1, "the text is larger than " + MAX_BYTES + " bytes");
        }
        String text = decode(bytes);
        requirePrintable(text);
        Places places = new Places(new ParserImpl(new StreamReader(text), options()));
        try {
            return new Composer(places, new Resolver(), options()).getSingleNode();
        } catch (MarkedYAMLException e) {
            throw malformed(e, places);
        } catch (YAMLException | IllegalArgumentException e) {
            // Limits are reported without a place; and a few escapes that are none end in the JDK's own exception.
            throw places.problem("this is not YAML that can be read: " + e.getMessage());
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setProcessComments(false);
        return options;
    }

    private static BoardSyntaxException malformed(MarkedYAMLException e, Places places) {
        Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        String message = "this is not YAML: " + e.getProblem() + (e.getContext() == null ? "" : ", " + e.getContext());
        return mark == null ? places.problem(message) : BoardSyntaxException.at(mark, message);
    }

    private static String decode(byte[] bytes) throws BoardSyntaxException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            String hex = Integer.toHexString(bytes[in.position()] & 0xff);
            throw at(text, text.length(), "this is not UTF-8 text: byte 0x" + hex);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void requirePrintable(String text) throws BoardSyntaxException {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                throw at(text, i, "a character that YAML does not allow: " + String.format("U+%04X", c));
            }
        }
    }

    private static BoardSyntaxException at(String text, int index, String message) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < index; i++) {
            char c = text.charAt(i);
            if (c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1))) {
                line++;
                start = i + 1;
            }
        }
        return new BoardSyntaxException(line, text.codePointCount(start, index) + 1, message);
    }

    /** Remembers how far the composer has come, since what it says of limits has no place. */
    private static final class Places implements Parser {
        private final Parser parser;
        private @Nullable Mark last;

        Places(Parser parser) {
            this.parser = parser;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public Event getEvent() {
            Event event = parser.getEvent();
            last = event.getStartMark();
            return event;
        }

        BoardSyntaxException problem(String message) {
            return last == null ? new BoardSyntaxException(1, 1, message) : BoardSyntaxException.at(last, message);
        }
    }
}
