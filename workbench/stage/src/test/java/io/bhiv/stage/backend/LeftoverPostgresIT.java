package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another owner of the same folder left behind. */
class LeftoverPostgresIT {

    @Test
    void recoversFromWhatAKilledOwnerLeftBehind(@TempDir Path folder) throws Exception {
        EmbeddedPostgresServer left = new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, 0)).start();
        Sql.execute(left, "CREATE TABLE word (w text)");
        long leftPid = left.pid().orElseThrow();
        Files.delete(left.dataDirectory().resolve("epg-lock"));

        try (EmbeddedPostgresServer next =
                new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, left.port())).start()) {
            assertThat(next.pid().orElseThrow()).isNotEqualTo(leftPid);
            assertThat(ProcessHandle.of(leftPid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(Sql.answer(next, "SELECT count(*) FROM word")).isEqualTo("0");
        }
    }

    @Test
    void ignoresALockFileThatNamesSomebodyElse(@TempDir Path folder) throws Exception {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, 0)).start();
        server.stop();
        Path lock = server.dataDirectory().resolve("postmaster.pid");
        Files.writeString(lock, ProcessHandle.current().pid() + "\n" + server.dataDirectory() + "\n");
        try (server) {
            server.start();
            assertThat(Sql.answer(server, "SELECT 1")).isEqualTo("1");
        }
    }
}
