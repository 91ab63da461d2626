package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented consumer works as documented, and the report of one that was stopped for too long is refused. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class PythonConsumerIT {

    private static final int STOPPED_SECONDS = Integer.getInteger("bucket.test.stopped.seconds", 3);

    @TempDir
    private Path folder;

    @BeforeEach
    void emptyQueue() {
        Db.empty();
    }

    @Test
    void consumerOfTheDocumentWorksTheQueue() throws Exception {
        Path script = Files.writeString(folder.resolve("consumer.py"), documented());
        assertThat(Files.readAllLines(script)).hasSizeLessThanOrEqualTo(15);
        Api.ingest("py", 25);
        Process consumer = python(script, Api.base());
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_history"))
                            .isEqualTo(25));
            assertThat(Db.rows("SELECT DISTINCT actions::text FROM bucket.packet_history"))
                    .containsExactly("[\"completing_lessons\"]");
            assertThat(consumer.isAlive()).isTrue();
        } finally {
            consumer.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void consumerStoppedLongerThanItsLeaseIsRefused() throws Exception {
        Path script = Files.writeString(folder.resolve("slow.py"), """
                import json, sys, urllib.error, urllib.request
                base = sys.argv[1] + "/api/v1/bucket/prana/packets/"
                with urllib.request.urlopen(base + "pending?limit=1&lease_seconds=2") as answer:
                    packet = json.load(answer)["packets"][0]
                print("leased", flush=True)
                sys.stdin.readline()
                report = {"packet_id": packet["packet_id"], "lease_id": packet["lease_id"], "success": True}
                request = urllib.request.Request(base + "mark-processed", json.dumps(report).encode(),
                                                 {"Content-Type": "application/json"})
                try:
                    print(urllib.request.urlopen(request).status, flush=True)
                except urllib.error.HTTPError as refused:
                    print(refused.code, json.load(refused)["state"], flush=True)
                """);
        Api.ingest("stopped", 1);
        Process holder = python(script, Api.base());
        try (BufferedReader output = holder.inputReader();
                BufferedWriter input = holder.outputWriter()) {
            assertThat(output.readLine()).isEqualTo("leased");
            signal("STOP", holder);
            input.write("go on\n");
            input.flush();

            Api.Reply lease = Api.lease(1, 600, Math.min(STOPPED_SECONDS, 20));
            assertThat(Api.packetIds(lease)).hasSize(1);
            Awaitility.await()
                    .pollDelay(Duration.ofSeconds(STOPPED_SECONDS))
                    .atMost(Duration.ofSeconds(STOPPED_SECONDS + 5))
                    .until(() -> true);
            Api.settle(lease, true);
            signal("CONT", holder);

            assertThat(output.readLine()).isEqualTo("409 processed");
        } finally {
            holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_history")).isEqualTo(1);
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static Process python(Path script, String base) throws IOException {
        return new ProcessBuilder(List.of("python3", script.toString(), base))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String documented() throws IOException {
        Path document = Path.of("..", "docs", "bucket.md");
        Matcher block = Pattern.compile("```python\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(document));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
