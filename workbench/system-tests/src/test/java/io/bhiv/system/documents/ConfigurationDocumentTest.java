package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Every key and every variable stands in {@code docs/configuration.md} with the default that the code has. */
class ConfigurationDocumentTest {

    private static final Path ROOT = StackUnderTest.projectRoot();
    private static final Path FILE = ROOT.resolve("docs/configuration.md");

    @Test
    void everyKeyStandsInTheDocumentWithItsDefault() throws IOException {
        ConfigurationDocument document = new ConfigurationDocument(ROOT);
        if ("write".equals(System.getProperty("bridge.docs"))) {
            Files.writeString(FILE, document.refreshed(Files.readString(FILE)));
        }

        assertThat(ConfigurationDocument.documented(Files.readString(FILE)))
                .as("docs/configuration.md; regenerate its tables with"
                        + " ./bridge test -pl workbench/system-tests -am -Dtest=ConfigurationDocumentTest"
                        + " -Dit.test=NoSuch -Dbridge.docs=write")
                .containsExactlyInAnyOrderEntriesOf(document.expected());
    }

    @Test
    void refreshedTablesReplaceTheOldOnesAndNothingElse() throws IOException {
        ConfigurationDocument document = new ConfigurationDocument(ROOT);
        String written = document.refreshed(Files.readString(FILE));
        String empty = written.replaceAll(
                "(?s)" + ConfigurationDocument.BEGIN + ".*" + ConfigurationDocument.END,
                ConfigurationDocument.BEGIN + "\n" + ConfigurationDocument.END);

        assertThat(document.refreshed(empty)).isEqualTo(written);
        assertThat(document.refreshed(written)).isEqualTo(written);
    }

    @Test
    void knowsNestedInheritedAndNamedKeys() throws IOException {
        assertThat(new ConfigurationDocument(ROOT).expected())
                .containsEntry("bridge.kafka.breaker.open-for", "60s")
                .containsEntry("bridge.biometric.providers.terra.late-policy", "accept")
                .containsEntry("bridge.auth.keys.<name>.sha256", "none")
                .containsEntry("TERRA_WEBHOOK_SECRET", "none");
    }
}
