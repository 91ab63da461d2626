package io.bhiv.stage.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    @Test
    void aCallToAProcessThatHasEndedShowsItsExitCodeAndTheEndOfItsLog(@TempDir Path folder) throws Exception {
        List<String> command =
                List.of("sh", "-c", "i=0; while [ $i -lt 50 ]; do i=$((i+1)); echo line-$i.; done; exit 3");
        ProcessSpec spec = new ProcessSpec("short-lived", command, folder, Map.of(), false, folder.resolve("log"));
        try (ServiceProcess service = new ServiceProcess(spec, 1)) {
            service.launch().waitFor();

            assertThatThrownBy(() -> service.json("/health"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("short-lived has ended with 3", "line-11.", "line-50.")
                    .hasMessageNotContaining("line-10.");
        }
    }
}
