package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "example.com,example.com,-1",
        "Example.COM:8080,example.com,8080",
        "example.com.,example.com,-1",
        "example.com:,example.com,-1",
        "[::1]:8080,[::1],8080",
        "10.0.0.1,10.0.0.1,-1",
        "my_service:1,my_service,1"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertThat(Authority.parse(text)).isEqualTo(new Authority(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":80", "a b", "a:b", "a:65536", "a:0", "a/b", "user@a", "[evil]", "[::1", "a..b", ".a", "a,b",
                "[::1]x"
            })
    void refusesWhatIsNoHost(String text) {
        assertThat(Authority.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:8080",
                "[::1]:8080",
                "[fe80::1]",
                "10.1.2.3",
                "localhost",
                "LOCALHOST:80",
                "a.localhost",
                "pulseboard",
                "pulseboard.monitoring.svc",
                "pulseboard.monitoring.svc.cluster.local",
                "board.example.com",
                "board.example.com:8443",
                "only.example.com:8443",
                "x.wild.example.com",
                "x.y.wild.example.com"
            })
    void hostsThatAreOursPass(String host) {
        AllowedHosts hosts =
                new AllowedHosts(List.of("board.example.com", "only.example.com:8443", "*.wild.example.com"));

        assertThat(hosts.allow(authority(host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.com",
                "127.0.0.1.evil.com",
                "localhost.evil.com",
                "svc.evil.com",
                "notlocalhost.",
                "only.example.com",
                "only.example.com:80",
                "wild.example.com",
                "xwild.example.com",
                "127.1"
            })
    void hostsOfOthersDoNot(String host) {
        AllowedHosts hosts = new AllowedHosts(List.of("only.example.com:8443", "*.wild.example.com"));

        assertThat(hosts.allow(authority(host))).isEqualTo(host.equals("notlocalhost."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com", "*", "*.example.com:80", "a b", "example.com/x"})
    void anEntryThatIsNoHostIsNamed(String entry) {
        assertThatThrownBy(() -> new AllowedHosts(List.of(entry)))
                .hasMessageContaining("pulseboard.http.allowed-hosts")
                .hasMessageContaining("'" + entry + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com,example.com",
        "https://example.com,example.com",
        "https://example.com,example.com:443",
        "https://example.com:443,example.com",
        "http://example.com:80,EXAMPLE.com",
        "http://localhost:8080,localhost:8080",
        "http://[::1]:8080,[::1]:8080",
        "https://friend.example,elsewhere.example"
    })
    void theServersOwnOriginAndAConfiguredOnePass(String origin, String host) {
        AllowedOrigins origins = new AllowedOrigins(List.of("https://friend.example:443"));

        assertThat(origins.allow(origin, authority(host))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "null,localhost",
        "http://localhost:8080,localhost:8081",
        "http://localhost:8080,localhost",
        "http://evil.example,localhost",
        "http://friend.example,localhost",
        "https://friend.example:8443,localhost",
        "localhost,localhost",
        "http://localhost/,localhost",
        "'',localhost"
    })
    void otherOriginsDoNot(String origin, String host) {
        AllowedOrigins origins = new AllowedOrigins(List.of("https://friend.example"));

        assertThat(origins.allow(origin, authority(host))).isFalse();
    }

    @Test
    void noOriginPasses() {
        assertThat(new AllowedOrigins(List.of()).allow(null, authority("localhost")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "example.com", "https://example.com/", "https://*.example.com", "null"})
    void anEntryThatIsNoOriginIsNamed(String entry) {
        assertThatThrownBy(() -> new AllowedOrigins(List.of(entry)))
                .hasMessageContaining("pulseboard.http.allowed-origins")
                .hasMessageContaining("'" + entry + "'");
    }

    private static Authority authority(String text) {
        Authority authority = Authority.parse(text);
        assertThat(authority).isNotNull();
        return authority;
    }
}
