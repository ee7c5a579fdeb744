package io.pulseboard.delivery;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost}, made for this build.
 *
 * @param certificate PEM file
 * @param key PEM file
 */
public record TestCertificate(Path certificate, Path key) {
    private static final Path DIRECTORY = Path.of("target", "certificates").toAbsolutePath();

    /** The certificate, made if it is not there yet. */
    public static TestCertificate get() {
        TestCertificate files =
                new TestCertificate(DIRECTORY.resolve("pulseboard.crt"), DIRECTORY.resolve("pulseboard.key"));
        // Not again for who asks later: the server would have one and its client another.
        if (!Files.exists(files.certificate())) {
            try {
                Files.createDirectories(DIRECTORY);
                new CertificateGenerator(DIRECTORY, true)
                        .generate(new CertificateRequest()
                                .withName("pulseboard")
                                .withCN("localhost")
                                .withSubjectAlternativeName("DNS:localhost")
                                .withDuration(Duration.ofDays(3650))
                                .withFormat(Format.PEM));
            } catch (Exception failure) {
                throw new IllegalStateException("no certificate", failure);
            }
        }
        return files;
    }

    /** What a client needs to trust it. */
    public SSLContext trusting() {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "pulseboard", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
