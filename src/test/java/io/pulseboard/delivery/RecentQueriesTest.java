package io.pulseboard.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.query.Query;
import io.pulseboard.query.QuerySyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentQueriesTest {
    private final RecentQueries recent = new RecentQueries();

    private Query parse(String... selectors) throws QuerySyntaxException {
        return recent.parse(new ArrayList<>(List.of(selectors)));
    }

    @Test
    void whoAsksTheSameGetsTheSame() throws QuerySyntaxException {
        assertThat(parse("up{job=\"a\"}", "load1")).isSameAs(parse("up{job=\"a\"}", "load1"));
    }

    @Test
    void whoAsksForSomethingElseGetsSomethingElse() throws QuerySyntaxException {
        assertThat(parse("up")).isNotEqualTo(parse("load1"));
        assertThat(parse("up", "load1").selectors()).containsExactlyInAnyOrder("up", "load1");
        assertThat(parse("up").selectors()).containsExactly("up");
    }

    @Test
    void aListThatIsChangedAfterwardsChangesNothing() throws QuerySyntaxException {
        List<String> selectors = new ArrayList<>(List.of("up"));
        Query first = recent.parse(selectors);

        selectors.set(0, "load1");

        assertThat(recent.parse(selectors)).isNotEqualTo(first);
        assertThat(parse("up")).isSameAs(first);
    }

    @Test
    void whatDoesNotParseIsRefusedEachTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> parse("up{")).isInstanceOf(QuerySyntaxException.class);
        }
    }

    @Test
    void theOneNotAskedForTheLongestGoesFirst() throws QuerySyntaxException {
        Query first = parse("first");
        Query second = parse("second");
        for (int i = 2; i < RecentQueries.CAPACITY; i++) {
            parse("other_" + i);
        }
        assertThat(parse("first")).isSameAs(first);

        parse("one_more");

        assertThat(parse("first")).isSameAs(first);
        assertThat(parse("second")).isEqualTo(second).isNotSameAs(second);
    }

    @Test
    void aLongOneIsNotKept() throws QuerySyntaxException {
        String kept = "x".repeat(RecentQueries.LONGEST);
        String tooLong = kept + "x";

        assertThat(parse(kept)).isSameAs(parse(kept));
        assertThat(parse(tooLong)).isEqualTo(parse(tooLong)).isNotSameAs(parse(tooLong));
    }
}
