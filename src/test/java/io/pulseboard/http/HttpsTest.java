package io.pulseboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** HTTPS by Quarkus's own keys, as docs/security.md says. */
@QuarkusTest
@TestProfile(HttpsTest.Https.class)
class HttpsTest {
    private static final Path DIRECTORY = Path.of("target", "certificates");

    @TestHTTPResource(value = "/probe", tls = true)
    URI probe = URI.create("replaced:before-each-test");

    public static class Https implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            makeCertificate();
            return Map.of(
                    "quarkus.tls.key-store.pem.0.cert",
                            DIRECTORY.resolve("https.crt").toString(),
                    "quarkus.tls.key-store.pem.0.key",
                            DIRECTORY.resolve("https.key").toString(),
                    "pulseboard.ingest.token", "s3cret");
        }
    }

    /** Made here, since the program starts before an extension of JUnit would make it. */
    private static void makeCertificate() {
        CertificateRequest request = new CertificateRequest()
                .withName("https")
                .withCN("localhost")
                .withSubjectAlternativeName("DNS:localhost")
                .withFormat(Format.PEM);
        try {
            new CertificateGenerator(Files.createDirectories(DIRECTORY), true).generate(request);
        } catch (Exception e) {
            throw new IllegalStateException("no certificate", e);
        }
    }

    @Test
    void aPageIsReadOverHttp2() throws IOException, InterruptedException, GeneralSecurityException {
        HttpResponse<String> response =
                client().send(HttpRequest.newBuilder(probe).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy")).contains("same-origin");
    }

    @Test
    void aBodyIsWrittenOverHttp2() throws IOException, InterruptedException, GeneralSecurityException {
        HttpRequest request = HttpRequest.newBuilder(probe)
                .header("Authorization", "Bearer s3cret")
                .POST(BodyPublishers.ofByteArray(new byte[100_000]))
                .build();

        HttpResponse<String> response = client().send(request, BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("length 100000");
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefusedOverHttp2() throws IOException, InterruptedException, GeneralSecurityException {
        HttpRequest request = HttpRequest.newBuilder(probe)
                .header("Authorization", "Bearer s3cret")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[17 << 20])))
                .build();

        HttpResponse<String> response = client().send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void aWrongTokenIsRefusedOverHttp2() throws IOException, InterruptedException, GeneralSecurityException {
        HttpRequest request = HttpRequest.newBuilder(probe)
                .POST(BodyPublishers.ofByteArray(new byte[100_000]))
                .build();

        HttpResponse<String> response = client().send(request, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void ourOwnPageMayWriteThoughTheSchemeDiffersBehindAProxy()
            throws IOException, InterruptedException, GeneralSecurityException {
        HttpRequest request = HttpRequest.newBuilder(probe)
                .header("Authorization", "Bearer s3cret")
                .header("Origin", "http://" + probe.getAuthority())
                .POST(BodyPublishers.ofString("x"))
                .build();

        assertThat(client().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private static HttpClient client() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(DIRECTORY.resolve("https.crt"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
