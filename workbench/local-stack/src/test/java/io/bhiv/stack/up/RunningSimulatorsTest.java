package io.bhiv.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.ports.WantedPort;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningSimulatorsTest {

    private static final String TRACKER = "KARMA_TRACKER_URL";
    private static final String OURA = "BRIDGE_BIOMETRIC_CONNECT_OURA_API_URL";

    @TempDir
    private Path folder;

    @Test
    void servicesFindOurTrackerUnlessTheEnvironmentNamesAnotherOrNone() {
        assertThat(environment(Map.of())).containsEntry(TRACKER, "http://localhost:9100");
        assertThat(environment(Map.of(TRACKER, "http://karma.example"))).containsEntry(TRACKER, "http://karma.example");
        assertThat(environment(Map.of(TRACKER, ""))).containsEntry(TRACKER, "");
        assertThat(environment(Map.of(), "karma")).containsEntry(TRACKER, "");
    }

    @Test
    void whatTheEnvironmentOrAnOptionReplacesIsNotStartedAndItsReasonIsShown() {
        assertThat(simulators(Map.of()).ports())
                .extracting(WantedPort::owner)
                .containsExactly("karma", "bhiv-core", "oura", "whoop");
        assertThat(simulators(Map.of()).notStarted()).isEmpty();

        RunningSimulators replaced = simulators(Map.of(TRACKER, "http://karma.example"));
        assertThat(replaced.ports()).extracting(WantedPort::owner).doesNotContain("karma");
        assertThat(replaced.describe()).extracting(Endpoint::name).containsExactly("bhiv-core", "oura", "whoop");
        assertThat(replaced.notStarted()).containsEntry("karma", TRACKER + "=http://karma.example");

        assertThat(simulators(Map.of(TRACKER, "")).notStarted())
                .containsEntry("karma", "switched off: " + TRACKER + " is empty");
        assertThat(simulators(Map.of(), "karma").notStarted()).containsEntry("karma", "left out by --without");
    }

    @Test
    void aProviderIsSimulatedUnlessItIsLeftOutOrTheEnvironmentNamesAnApplicationOfTheRealOne() {
        assertThat(environment(Map.of()))
                .containsEntry(OURA, "http://localhost:9110")
                .containsEntry("OURA_CLIENT_ID", "local-stack")
                .containsEntry("BRIDGE_BIOMETRIC_CONNECT_OURA_TOKEN_URL", "http://localhost:9110/oauth/token");
        assertThat(environment(Map.of("BRIDGE_WHOOP_PORT", "7000")))
                .containsEntry("BRIDGE_BIOMETRIC_CONNECT_WHOOP_API_URL", "http://localhost:7000/developer");

        RunningSimulators elsewhere = simulators(Map.of(OURA, "http://oura.example"));
        assertThat(elsewhere.environment()).containsEntry(OURA, "http://oura.example");
        assertThat(elsewhere.notStarted()).containsEntry("oura", OURA + "=http://oura.example");

        RunningSimulators real = simulators(Map.of("OURA_CLIENT_ID", "mine"));
        assertThat(real.notStarted())
                .containsEntry("oura", "OURA_CLIENT_ID=mine")
                .doesNotContainKey("whoop");
        assertThat(real.environment()).containsEntry(OURA, "").doesNotContainKey("OURA_CLIENT_ID");

        assertThat(environment(Map.of(), "whoop"))
                .containsEntry("BRIDGE_BIOMETRIC_CONNECT_WHOOP_API_URL", "")
                .doesNotContainKey("WHOOP_CLIENT_ID");
    }

    private Map<String, String> environment(Map<String, String> environment, String... without) {
        return simulators(environment, without).environment();
    }

    private RunningSimulators simulators(Map<String, String> environment, String... without) {
        Settings settings = new Settings(environment, Map.of(), false, Set.of(without));
        StackLayout layout = StackLayout.of(new StackFolders(folder, folder.resolve(".bridge")), settings);
        return new RunningSimulators(layout, Console.onScreen());
    }
}
