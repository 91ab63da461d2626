package io.bhiv.stack.consume;

import io.bhiv.model.topic.Topics;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stage.layout.Place;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Consumes what the bridge publishes as an agent would, and shows what it would do. */
@Command(
        name = "consume",
        mixinStandardHelpOptions = true,
        description = "Reads all biometric topics as an agent would: each event once, critical first. Ctrl-C ends it.")
public final class ConsumeCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int REMEMBERED = 100_000;

    @Option(names = "--group", defaultValue = "neuros-example", description = "Consumer group (${DEFAULT-VALUE}).")
    private String group = "";

    @Option(names = "--from-beginning", description = "A group that is new begins with the oldest records.")
    private boolean fromBeginning;

    @Option(names = "--for", paramLabel = "DURATION", description = "Ends after this time, for example PT30S.")
    private Duration limit = Duration.ofDays(36_500);

    @Override
    public Integer call() {
        String servers = new RunningStack(StackFolders.ofThisProcess()).requiredAddress(Place.KAFKA);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                group,
                "auto.offset.reset",
                fromBeginning ? "earliest" : "latest",
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.BIOMETRIC_EVENTS, Topics.TERRA_BIOMETRIC_EVENTS, Topics.HEALTH_EVENTS));
            consume(consumer, System.out);
        }
        return 0;
    }

    /** The offsets are committed after the work: what a crash interrupts comes again, and its ids are known. */
    private void consume(KafkaConsumer<byte[], byte[]> consumer, PrintStream out) {
        SeenIds seen = new SeenIds(REMEMBERED);
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < limit.toNanos()) {
            List<Received> arrived = new ArrayList<>();
            consumer.poll(POLL).forEach(record -> arrived.add(Received.of(record)));
            for (Received one : Received.mostUrgentFirst(arrived)) {
                if (seen.isNew(one.id())) {
                    out.printf("%-8s %-22s %s%n", one.priority(), one.topic(), Decision.about(one));
                }
            }
            out.flush();
            consumer.commitSync();
        }
    }
}
