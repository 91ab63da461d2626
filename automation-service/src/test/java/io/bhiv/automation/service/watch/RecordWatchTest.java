package io.bhiv.automation.service.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.bhiv.automation.LocalEngine;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.OnRecord;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.service.watch.RecordWatch.Taken;
import io.bhiv.automation.service.watch.RecordWatch.Waiting;
import io.bhiv.kit.intake.Refused;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordWatchTest {

    private static final List<Waiting> WAITING = List.of(
            new Waiting("of all", new OnRecord("results", List.of())),
            new Waiting(
                    "of failed", new OnRecord("results", List.of(new Filter("/status", TextNode.valueOf("failed"))))),
            new Waiting("of others", new OnRecord("elsewhere", List.of())));

    @TempDir
    private Path folder;

    private final List<String> calls = new ArrayList<>();

    @Test
    void jobsAreDueWhoseFiltersPass() {
        assertThat(due(taken("{\"status\":\"failed\"}"))).containsExactly("of all", "of failed");
        assertThat(due(taken("{\"status\":\"synced\"}"))).containsExactly("of all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "failed", "{\"status\":\"failed\"", "{\"status\":\"failed\"} {}"})
    void whatIsNoJsonPassesWhereNothingIsAsked(String value) {
        assertThat(due(taken(value))).containsExactly("of all");
        assertThat(taken(value).refused()).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "A record of some MiB of braces on a topic that a job waits for ended the process, after each restart again",
            now =
                    "A value is read only where a filter asks for it, and within bounds; beyond them the record is parked")
    void whatIsTooLargeToBeReadIsParkedAndDueWhereNothingIsAsked() {
        Taken taken = taken("[" + "{},".repeat(2_000_000) + "{}]");

        assertThat(due(taken)).containsExactly("of all");
        assertThat(taken.refused()).extracting(Refused::reason).containsExactly("The document is too large");
        assertThat(taken("[" + "{},".repeat(100_000) + "{}]").refused())
                .extracting(Refused::reason)
                .containsExactly("The document has too many values");
    }

    @Test
    void aValueThatNobodyAsksForIsNotRead() {
        Taken taken = RecordWatch.taken(
                WAITING.subList(0, 1), List.of(of("[" + "{},".repeat(2_000_000) + "{}]")), Instant.EPOCH);

        assertThat(due(taken)).containsExactly("of all");
        assertThat(taken.refused()).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault =
                    "A backlog of a topic that many jobs wait for was never worked off: each record and job took a round trip to the"
                            + " database, 500 records and 30 jobs longer than a batch may take, and the batch began again",
            now = "What a batch makes due is recorded by one statement")
    void howeverManyJobsWaitABatchIsRecordedByOneCall() throws IOException {
        String jobs = IntStream.range(0, 5)
                .mapToObj(
                        "{\"name\":\"job %d\",\"trigger\":{\"type\":\"event\",\"topic\":\"results\"},\"actions\":[{\"type\":\"check_health\"}]}"
                                ::formatted)
                .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
        try (LocalEngine local = LocalEngine.on(folder, jobs, this::counting)) {
            calls.clear();
            RecordWatch watch = new RecordWatch(local.engine(), local.ledger());

            watch.take(IntStream.range(0, 20)
                            .mapToObj(offset -> new ConsumerRecord<>("results", 0, offset, "key", new byte[0]))
                            .toList())
                    .await()
                    .atMost(Duration.ofSeconds(20));

            assertThat(calls).hasSizeLessThan(4);
            assertThat(local.file().history("job 4", null, 100).await().atMost(Duration.ofSeconds(5)))
                    .hasSize(20);
        }
    }

    private Ledger counting(Ledger ledger) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    try {
                        return method.invoke(ledger, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static Taken taken(String value) {
        return RecordWatch.taken(WAITING, List.of(of(value)), Instant.EPOCH);
    }

    private static ConsumerRecord<String, byte[]> of(String value) {
        return new ConsumerRecord<>("results", 0, 0, "key", value.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> due(Taken taken) {
        return taken.due().stream().map(Occurrence::job).toList();
    }
}
