package io.bhiv.stack.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLayoutTest {

    @TempDir
    Path folder;

    @Test
    void optionWinsOverVariableAndVariableOverTheUsualPort() {
        Settings settings = new Settings(
                Map.of("BRIDGE_PG_PORT", "5555", "BRIDGE_KAFKA_PORT", "9999"), Map.of("postgres", 6666), false);

        assertThat(settings.port(Place.POSTGRES)).isEqualTo(6666);
        assertThat(settings.port(Place.KAFKA)).isEqualTo(9999);
        assertThat(settings.port(Place.REDIS)).isEqualTo(16379);
    }

    @Test
    void refusesWhatIsNoPortAndNamesTheVariable() {
        assertThatThrownBy(() -> new Settings(Map.of("BRIDGE_PG_PORT", "many"), Map.of(), false).port(Place.POSTGRES))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("BRIDGE_PG_PORT");
        assertThatThrownBy(() -> new Settings(Map.of(), Map.of("redis", 70000), false).port(Place.REDIS))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("70000");
    }

    @Test
    void consistsOfTheServicesThatAreBuiltAndNotLeftOut() throws Exception {
        Path runner = folder.resolve("bucket-service/target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(runner.getParent());
        Files.writeString(runner, "");

        StackLayout layout = layout(Map.of());

        assertThat(layout.services()).containsExactly(Place.BUCKET);
        Settings without = new Settings(Map.of(), Map.of(), false, Set.of("bucket-service"));
        StackLayout smaller = StackLayout.of(new StackFolders(folder, folder.resolve(".bridge")), without);
        assertThat(smaller.services()).isEmpty();
        assertThat(smaller.leftOut()).containsExactly(Place.BUCKET);
    }

    @Test
    void givesAServiceEveryAddressAndTheSecrets() {
        StackLayout layout = layout(Map.of("TERRA_WEBHOOK_SECRET", "mine", "BRIDGE_CORE_PORT", "8001"));

        assertThat(layout.environment(Place.BIOMETRIC, Map.of("KARMA_URL", "http://localhost:1")))
                .containsEntry("TERRA_WEBHOOK_SECRET", "mine")
                .containsEntry("OURA_WEBHOOK_SECRET", "fake-development-secret-oura")
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "localhost:19092")
                .containsEntry("BRIDGE_CORE_URL", "http://localhost:8001")
                .containsEntry("QUARKUS_HTTP_PORT", "8889")
                .containsEntry("KARMA_URL", "http://localhost:1");
    }

    @Test
    void neverShowsASecretThatTheEnvironmentSets() {
        Secrets secrets = layout(Map.of("TERRA_WEBHOOK_SECRET", "mine")).secrets();

        assertThat(secrets.invented()).containsKey("OURA_WEBHOOK_SECRET").doesNotContainKey("TERRA_WEBHOOK_SECRET");
        assertThat(secrets.toString()).doesNotContain("mine");
    }

    private StackLayout layout(Map<String, String> environment) {
        return StackLayout.of(
                new StackFolders(folder, folder.resolve(".bridge")), new Settings(environment, Map.of(), false));
    }
}
