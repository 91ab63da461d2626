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
        assertThat(simulators(Map.of()).ports()).extracting(WantedPort::owner).contains("karma", "bhiv-core");
        assertThat(simulators(Map.of()).notStarted()).isEmpty();

        RunningSimulators replaced = simulators(Map.of(TRACKER, "http://karma.example"));
        assertThat(replaced.ports()).extracting(WantedPort::owner).doesNotContain("karma");
        assertThat(replaced.describe()).extracting(Endpoint::name).containsExactly("bhiv-core");
        assertThat(replaced.notStarted()).containsEntry("karma", TRACKER + "=http://karma.example");

        assertThat(simulators(Map.of(TRACKER, "")).notStarted())
                .containsEntry("karma", "switched off: " + TRACKER + " is empty");
        assertThat(simulators(Map.of(), "karma").notStarted()).containsEntry("karma", "left out by --without");
    }

    @Test
    void whatIsNotUsualIsStartedWhereItWasAskedFor() {
        assertThat(simulators(Map.of()).describe()).extracting(Endpoint::name).containsExactly("karma", "bhiv-core");
        assertThat(environment(Map.of())).doesNotContainKey(OURA);

        RunningSimulators asked = with(Map.of(), "oura");
        assertThat(asked.ports()).extracting(WantedPort::owner).contains("oura").doesNotContain("whoop");
        assertThat(asked.environment())
                .containsEntry(OURA, "http://localhost:9110")
                .containsEntry("BRIDGE_BIOMETRIC_CONNECT_OURA_TOKEN_URL", "http://localhost:9110/oauth/token");
        assertThat(with(Map.of("BRIDGE_WHOOP_PORT", "7000"), "whoop").environment())
                .containsEntry("BRIDGE_BIOMETRIC_CONNECT_WHOOP_API_URL", "http://localhost:7000/developer");

        RunningSimulators replaced = with(Map.of(OURA, "http://oura.example"), "oura");
        assertThat(replaced.environment()).containsEntry(OURA, "http://oura.example");
        assertThat(replaced.notStarted()).containsEntry("oura", OURA + "=http://oura.example");
    }

    private RunningSimulators with(Map<String, String> environment, String name) {
        Settings settings = new Settings(environment, Map.of(), false, Set.of(), Set.of(name));
        StackLayout layout = StackLayout.of(new StackFolders(folder, folder.resolve(".bridge")), settings);
        return new RunningSimulators(layout, Console.onScreen());
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
