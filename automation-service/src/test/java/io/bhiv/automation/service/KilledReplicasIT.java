package io.bhiv.automation.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.TargetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas, a job every second, and {@code kill -9} at random instants: every due time is accounted for, none is run
 * twice. {@code -Dautomation.soak.seconds=120} makes it long, {@code -Dautomation.soak.seed=} repeats one.
 */
@Tag("faults")
class KilledReplicasIT {

    private static final int SECONDS = Integer.getInteger("automation.soak.seconds", 12);
    private static final long SEED = Long.getLong("automation.soak.seed", System.nanoTime());

    @TempDir
    private Path folder;

    @Test
    void everyDueTimeIsRunOnceOrRecordedAsNotRun() throws IOException {
        LedgerRows.forgetAll();
        Random random = new Random(SEED);
        try (TargetServer target = new TargetServer()) {
            // Long enough that a kill often lands in the middle of a call.
            target.takes(Duration.ofMillis(300));
            Files.writeString(folder.resolve("config.json"), """
                    {"jobs":[{"name":"tick","trigger":{"type":"interval","value":"PT1S"},
                      "actions":[{"type":"http","url":"%1$s/tick"}],"policies":{"retry":{"attempts":1}}},
                     {"name":"once","trigger":{"type":"onStartup","once":"per-deployment"},
                      "actions":[{"type":"http","url":"%1$s/once"}]},
                     {"name":"each","trigger":{"type":"onStartup"},"policies":{"overlap":"allow"},
                      "actions":[{"type":"http","url":"%1$s/each"}]}]}""".formatted(target.url()));
            List<ReplicaProcess> replicas = new ArrayList<>();
            try {
                for (String name : List.of("a", "b", "c")) {
                    replicas.add(new ReplicaProcess(name, folder));
                }
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(
                                () -> assertThat(LedgerRows.states("tick")).containsKey("succeeded"));
                Instant end = Instant.now().plusSeconds(SECONDS);
                while (Instant.now().isBefore(end)) {
                    Waiting.during(Duration.ofMillis(1_500 + random.nextInt(3_000)));
                    replicas.get(random.nextInt(replicas.size())).killAndRestart();
                }
                Instant quiet = Instant.now();
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(LedgerRows.of("tick").getLast().dueAt()).isAfterOrEqualTo(quiet);
                    assertThat(openBefore(quiet)).isEmpty();
                });
            } finally {
                replicas.forEach(ReplicaProcess::close);
            }
            assertAccounted(target);
            assertStartUps(
                    target, replicas.stream().mapToInt(ReplicaProcess::starts).sum());
        }
    }

    private void assertAccounted(TargetServer target) {
        List<Instant> due =
                LedgerRows.of("tick").stream().map(LedgerRows.Row::dueAt).toList();
        assertThat(due).as("seed %s", SEED).hasSizeGreaterThan(SECONDS - 5);
        for (int i = 1; i < due.size(); i++) {
            assertThat(due.get(i))
                    .as("no due time is left out, seed %s", SEED)
                    .isEqualTo(due.get(i - 1).plusSeconds(1));
        }
        assertThat(target.requests())
                .as("none is run twice, seed %s", SEED)
                .extracting(request -> request.headers().get("idempotency-key"))
                .doesNotHaveDuplicates();
        Map<String, Long> states = LedgerRows.states("tick");
        assertThat(calls(target, "/tick"))
                .as("what is called done was done, %s, seed %s", states, SEED)
                .isGreaterThanOrEqualTo(states.getOrDefault("succeeded", 0L));
        System.Logger log = System.getLogger(KilledReplicasIT.class.getName());
        log.log(System.Logger.Level.INFO, "due times by how they ended: {0}, seed {1}", states, String.valueOf(SEED));
    }

    private void assertStartUps(TargetServer target, int starts) {
        assertThat(LedgerRows.of("once")).as("once for the deployment").hasSize(1);
        assertThat(calls(target, "/once")).isLessThanOrEqualTo(1);
        assertThat(LedgerRows.of("each")).as("at most once for each process").hasSizeBetween(3, starts);
    }

    private static long calls(TargetServer target, String path) {
        return target.requests().stream().filter(one -> one.path().equals(path)).count();
    }

    private static List<LedgerRows.Row> openBefore(Instant instant) {
        return LedgerRows.open("%").stream()
                .filter(row -> row.dueAt().isBefore(instant))
                .toList();
    }
}
