package io.bhiv.automation.service.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.AutomationEngine;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.OnRecord;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.kit.intake.IntakeSettings;
import io.bhiv.kit.intake.IntakeSettings.Start;
import io.bhiv.kit.intake.Intakes;
import io.bhiv.kit.intake.ParkedTable;
import io.bhiv.kit.intake.Refused;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topics that jobs wait for, as one consumer group of all replicas.
 *
 * <p>A record's offset is committed after its jobs are due in the ledger, so none is lost; one that is delivered again is
 * the same occasion (topic, partition, offset) and due once.
 */
@ApplicationScoped
class RecordWatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AutomationEngine engine;
    private final Ledger ledger;

    RecordWatch(AutomationEngine engine, Ledger ledger) {
        this.engine = engine;
        this.ledger = ledger;
    }

    private record Waiting(String job, OnRecord trigger) {}

    void begin(@Observes StartupEvent started, Intakes intakes, Pool pool) {
        intakes.start(
                new IntakeSettings("automation-records", "automation-service", Start.FROM_NOW_ON, this::topics),
                this::take,
                new ParkedTable(pool, "automation"));
    }

    private Set<String> topics() {
        return waiting().stream().map(one -> one.trigger().topic()).collect(Collectors.toUnmodifiableSet());
    }

    private List<Waiting> waiting() {
        return engine.jobs().file().list().stream()
                .filter(Job::enabled)
                .filter(job -> job.trigger() instanceof OnRecord)
                .map(job -> new Waiting(job.name(), (OnRecord) job.trigger()))
                .toList();
    }

    private Uni<List<Refused>> take(List<ConsumerRecord<String, byte[]>> records) {
        return ledger.now()
                .chain(now -> record(occurrences(waiting(), records, now)))
                .replaceWith(List.of());
    }

    /** Due now, by the ledger's clock: a producer's clock may be ahead, and then the run would start late. */
    private List<Occurrence> occurrences(
            List<Waiting> waiting, List<ConsumerRecord<String, byte[]>> records, Instant now) {
        List<Occurrence> due = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            JsonNode value = json(record.value());
            String key = "event:%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
            for (Waiting one : waiting) {
                if (one.trigger().topic().equals(record.topic())
                        && passes(one.trigger().where(), value)) {
                    due.add(Occurrence.due(one.job(), now, Occasion.of(Occasion.Kind.EVENT, key)));
                }
            }
        }
        return due;
    }

    /** What is no JSON passes only where nothing is asked of it. */
    private static JsonNode json(byte @Nullable [] value) {
        try {
            return value == null ? JsonNodeFactory.instance.nullNode() : JSON.readTree(value);
        } catch (IOException notJson) {
            return JsonNodeFactory.instance.textNode(
                    new String(value == null ? new byte[0] : value, StandardCharsets.UTF_8));
        }
    }

    private static boolean passes(List<Filter> filters, JsonNode value) {
        return filters.stream().allMatch(filter -> value.at(filter.pointer()).equals(filter.equalTo()));
    }

    private Uni<Void> record(List<Occurrence> occurrences) {
        return Multi.createFrom()
                .iterable(occurrences)
                .onItem()
                .transformToUniAndConcatenate(ledger::recordOccasion)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
