package io.pulseboard.ingest.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulseboard.ingest.push.GroupingKey.MalformedKeyException;
import io.pulseboard.metric.Labels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupingKeyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job/shop|{job=\"shop\"}",
                "job/shop/|{job=\"shop\"}",
                "job/shop/instance/a|{instance=\"a\",job=\"shop\"}",
                "job@base64/c2hvcA|{job=\"shop\"}",
                "job@base64/c2hvcA==/x/1|{job=\"shop\",x=\"1\"}",
                "job/shop/path@base64/L3Zhci90bXA|{job=\"shop\",path=\"/var/tmp\"}",
                "job/titan%20x/a%2Fb@base64/eA|ERROR",
                "job/a%20b+c/x/%C3%A9%2F|{job=\"a b+c\",x=\"é/\"}",
                "job/shop/x@base64/=|{job=\"shop\"}",
                "job/shop/x/|{job=\"shop\"}",
                "job/shop/job/other|{job=\"shop\"}",
                "job/shop/x/1/x/2|{job=\"shop\",x=\"2\"}"
            })
    void readsAPath(String path, String labels) throws MalformedKeyException {
        if (labels.equals("ERROR")) {
            assertThatThrownBy(() -> GroupingKey.parse(path)).isInstanceOf(MalformedKeyException.class);
        } else {
            assertThat(GroupingKey.parse(path).labels()).hasToString(labels);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "job/",
                "job@base64/=",
                "job/shop/x",
                "job/shop/x/1/",
                "job/shop/__name__/x",
                "job/shop/my-label/x",
                "job/shop//x",
                "job@base64/%%%",
                "job@base64/c2h vcA",
                "job/%zz",
                "job/%C3"
            })
    void refusesWhatNamesNoGroup(String path) {
        assertThatThrownBy(() -> GroupingKey.parse(path)).isInstanceOf(MalformedKeyException.class);
    }

    @Test
    void theGroupsLabelsWin() throws MalformedKeyException {
        GroupingKey key = GroupingKey.parse("job/shop/zone@base64/=");

        assertThat(key.applyTo(Labels.of("job", "mine", "zone", "z", "kind", "k")))
                .hasToString("{job=\"shop\",kind=\"k\"}");
    }

    @Test
    void anEmptyLabelMakesAnotherGroup() throws MalformedKeyException {
        assertThat(GroupingKey.parse("job/shop/zone@base64/=")).isNotEqualTo(GroupingKey.parse("job/shop"));
    }
}
