package io.bhiv.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningSimulatorsTest {

    private static final String TRACKER = "KARMA_TRACKER_URL";

    @TempDir
    private Path folder;

    @Test
    void servicesAreToldOfOurTrackerUnlessSomebodyNamesAnotherOrNone() {
        assertThat(told(Map.of())).containsEntry(TRACKER, "http://localhost:9100");
        assertThat(told(Map.of(TRACKER, "http://karma.example"))).containsEntry(TRACKER, "http://karma.example");
        assertThat(told(Map.of(TRACKER, ""))).containsEntry(TRACKER, "");
    }

    private Map<String, String> told(Map<String, String> environment) {
        StackLayout layout = StackLayout.of(
                new StackFolders(folder, folder.resolve(".bridge")), new Settings(environment, Map.of(), false));
        return new RunningSimulators(layout, Console.onScreen()).environment();
    }
}
