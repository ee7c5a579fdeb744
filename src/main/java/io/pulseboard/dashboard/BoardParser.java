package io.pulseboard.dashboard;

import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads a board from YAML ({@code docs/dashboards.md}). Walks the tree of nodes by the format alone, three levels deep, so that
 * neither shared nor circular nodes cost anything. Stateless; safe for use by any thread.
 */
final class BoardParser {
    private static final int MAX_TITLE = 100;
    private static final int MAX_UNIT = 30;
    private static final int MAX_CHARTS = 100;
    private static final int MAX_SELECTORS = 16;
    private static final int MAX_SELECTOR = 4096;
    private static final int MAX_LABELS = 16;
    private static final int MAX_LABEL = 256;
    private static final int MAX_TOP = 50;
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3})(s|m|h)");
    private static final int LEAST_ROTATE_SECONDS = 5;
    private static final int MOST_ROTATE_SECONDS = 3600;

    /**
     * Reads the text of a file.
     *
     * @param yaml UTF-8
     * @throws BoardSyntaxException for the first thing that is wrong
     */
    Board parse(byte[] yaml) throws BoardSyntaxException {
        Node root = YamlText.compose(yaml);
        if (root == null) {
            throw new BoardSyntaxException(1, 1, "the file is empty; expected a board with title and charts");
        }
        YamlMembers board = new YamlMembers(new YamlValue("the board", root), Board.MEMBERS, "", "");
        String title = board.require("title").text(MAX_TITLE);
        String range = word(board.find("range"), Board.RANGES);
        String rotate = rotate(board.find("rotate"));
        List<YamlValue> values = board.require("charts").list(MAX_CHARTS, "charts");
        List<Board.Chart> charts = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            String name = "chart " + (i + 1);
            charts.add(chart(new YamlValue(name, values.get(i).node()), "of " + name));
        }
        return new Board(title, range, rotate, List.copyOf(charts));
    }

    private static Board.Chart chart(YamlValue value, String owner) throws BoardSyntaxException {
        YamlMembers chart = new YamlMembers(value, Board.Chart.MEMBERS, "", owner);
        YamlValue top = chart.find("top");
        return new Board.Chart(
                text(chart.find("title"), MAX_TITLE),
                selectors(chart.require("query")),
                labels(chart.find("group-by")),
                word(chart.find("aggregate"), Board.Chart.AGGREGATES),
                top == null ? null : (Integer) top.whole(1, MAX_TOP),
                word(chart.find("as"), Board.Chart.READINGS),
                text(chart.find("unit"), MAX_UNIT),
                word(chart.find("size"), Board.Chart.SIZES),
                word(chart.find("kind"), Board.Chart.KINDS),
                flag(chart.find("stacked")),
                flag(chart.find("legend")),
                thresholds(chart.find("thresholds"), owner));
    }

    private static @Nullable String text(@Nullable YamlValue value, int longest) throws BoardSyntaxException {
        return value == null ? null : value.text(longest);
    }

    private static @Nullable String word(@Nullable YamlValue value, List<String> words) throws BoardSyntaxException {
        return value == null ? null : value.oneOf(words);
    }

    private static @Nullable Boolean flag(@Nullable YamlValue value) throws BoardSyntaxException {
        return value == null ? null : (Boolean) value.flag();
    }

    /** In seconds, so that whoever reads the answer needs no units. */
    private static @Nullable String rotate(@Nullable YamlValue value) throws BoardSyntaxException {
        if (value == null) {
            return null;
        }
        String expected = "a duration from 5s to 1h, in whole s, m or h";
        Matcher duration = DURATION.matcher(value.textOr(expected));
        if (!duration.matches()) {
            throw value.wrong(expected);
        }
        int unit = switch (duration.group(2)) {
            case "h" -> 3600;
            case "m" -> 60;
            default -> 1;
        };
        int seconds = Integer.parseInt(duration.group(1)) * unit;
        if (seconds < LEAST_ROTATE_SECONDS || seconds > MOST_ROTATE_SECONDS) {
            throw value.wrong(expected);
        }
        return seconds + "s";
    }

    private static List<String> selectors(YamlValue query) throws BoardSyntaxException {
        List<String> selectors = new ArrayList<>();
        for (YamlValue value : query.oneOrSeveral(MAX_SELECTORS, "selectors")) {
            if (value.isMapping()) {
                throw value.wrong("a selector; one that begins with '{' needs quotes around it");
            }
            String selector = value.text(MAX_SELECTOR);
            try {
                Query.parse(List.of(selector));
            } catch (QuerySyntaxException e) {
                throw inSelector(value, selector, e);
            }
            selectors.add(selector);
        }
        return List.copyOf(selectors);
    }

    /** Points into the selector where it stands in the file letter by letter, and else at its beginning. */
    private static BoardSyntaxException inSelector(YamlValue value, String selector, QuerySyntaxException e) {
        Node node = value.node();
        int line = node.getStartMark().getLine();
        int column = node.getStartMark().getColumn();
        int quotes = node instanceof ScalarNode scalar && scalar.isPlain() ? 0 : 1;
        int written = node.getEndMark().getColumn() - column - 2 * quotes;
        boolean verbatim =
                node.getEndMark().getLine() == line && written == selector.codePointCount(0, selector.length());
        int offset = verbatim ? quotes + selector.codePointCount(0, Math.min(e.position(), selector.length())) : 0;
        return new BoardSyntaxException(line + 1, column + 1 + offset, value.name() + ": " + e.getMessage());
    }

    private static @Nullable List<String> labels(@Nullable YamlValue value) throws BoardSyntaxException {
        if (value == null) {
            return null;
        }
        List<String> labels = new ArrayList<>();
        for (YamlValue label : value.oneOrSeveral(MAX_LABELS, "label names")) {
            String name = label.text(MAX_LABEL);
            if (labels.contains(name)) {
                throw label.problem(label.name() + " has " + OneLine.quoted(name) + " twice");
            }
            labels.add(name);
        }
        return List.copyOf(labels);
    }

    private static Board.@Nullable Thresholds thresholds(@Nullable YamlValue value, String owner)
            throws BoardSyntaxException {
        if (value == null) {
            return null;
        }
        YamlMembers members = new YamlMembers(value, Board.Thresholds.MEMBERS, "thresholds.", owner);
        YamlValue warning = members.find("warning");
        YamlValue critical = members.find("critical");
        if (warning == null && critical == null) {
            throw members.problem(value.name() + " has neither warning nor critical; expected at least one");
        }
        String when = word(members.find("when"), List.of(Board.Thresholds.ABOVE, Board.Thresholds.BELOW));
        Board.Thresholds thresholds = new Board.Thresholds(
                warning == null ? null : (Double) warning.number(),
                critical == null ? null : (Double) critical.number(),
                when == null ? Board.Thresholds.ABOVE : when);
        if (critical != null) {
            requireBeyond(thresholds, critical);
        }
        return thresholds;
    }

    private static void requireBeyond(Board.Thresholds thresholds, YamlValue critical) throws BoardSyntaxException {
        Double warning = thresholds.warning();
        Double limit = thresholds.critical();
        if (warning == null || limit == null) {
            return;
        }
        boolean above = thresholds.when().equals(Board.Thresholds.ABOVE);
        if (above ? limit <= warning : limit >= warning) {
            throw critical.wrong("a number " + thresholds.when() + " the warning, " + warning + ", since when is "
                    + thresholds.when());
        }
    }
}
