package io.bhiv.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stack.backend.Backends;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.status.StackState;
import io.bhiv.stack.status.StateFile;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncementTest {

    @TempDir
    private Path folder;

    @Test
    void aStateFileThatCannotBeWrittenIsWrittenLater() throws Exception {
        StackFolders folders = new StackFolders(folder, folder.resolve(".bridge"));
        Announcement announcement = announcement(folders);
        // A file in the place of the folder fails every write, as a full disk does.
        Files.writeString(folders.home(), "");

        announcement.publish("ready");
        announcement.retry();
        assertThat(folders.stateFile()).doesNotExist();

        Files.delete(folders.home());
        announcement.retry();

        assertThat(new StateFile(folders.stateFile()).read())
                .map(StackState::state)
                .contains("ready");
    }

    private static Announcement announcement(StackFolders folders) {
        StackLayout layout = StackLayout.of(folders, new Settings(Map.of(), Map.of(), true));
        Console console = Console.onScreen();
        return new Announcement(
                layout,
                console,
                Backends.of(layout),
                new RunningSimulators(layout, console),
                new RunningServices(layout, console));
    }
}
