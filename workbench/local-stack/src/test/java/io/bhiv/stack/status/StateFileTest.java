package io.bhiv.stack.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.supervise.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatItWroteAndOnlyTheOwnerMay() throws Exception {
        StateFile file = new StateFile(folder.resolve("stack.json"));
        StackState state = state(ProcessIdentity.of(ProcessHandle.current()));

        file.write(state);

        assertThat(file.read()).contains(state);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void aStackWhoseProcessIsGoneDoesNotRun() {
        StackFolders folders = new StackFolders(folder, folder);
        new StateFile(folders.stateFile()).write(state(new ProcessIdentity(1, "1999-01-01T00:00:00Z")));

        assertThat(new RunningStack(folders).recorded()).isEmpty();
        assertThat(new RunningStack(folders).now().state()).isEqualTo("stopped");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "./bridge status said ready, exit code 0, with a dead service",
            now = "It says degraded, and its exit code is not 0")
    void aStackWithADeadServiceIsDegradedWhateverItRecorded() {
        StackFolders folders = new StackFolders(folder, folder);
        // Nobody listens on port 1, so what the file calls ready is down.
        new StateFile(folders.stateFile()).write(state(ProcessIdentity.of(ProcessHandle.current())));

        StackState now = new RunningStack(folders).now();

        assertThat(now.state()).isEqualTo("degraded");
        assertThat(StatusReport.lines(now))
                .anyMatch(line -> line.startsWith("NOT READY: kafka"))
                .anyMatch(line -> line.contains("karma") && line.contains("left out by --without"));
        assertThat(StatusCommand.exitCode(now)).isEqualTo(3);
    }

    private static StackState state(ProcessIdentity stack) {
        return new StackState(
                "ready",
                "2026-01-01T00:00:00Z",
                false,
                Optional.of(stack),
                "data",
                "logs",
                List.of(new Endpoint("kafka", "backend", "localhost:1", 1, "ready", null, 0, null, null)),
                Map.of("karma", "left out by --without"),
                Map.of("TERRA_WEBHOOK_SECRET", "fake"));
    }
}
