package io.bhiv.kit.kafka;

import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the topics a service needs, where the broker allows it, else reports which are missing. Runs as a loop, because the
 * broker may come up long after the service.
 */
@ApplicationScoped
public class TopicSetup {

    private static final Duration CALL = Duration.ofSeconds(5);

    /**
     * Brokers convert to it what a sender compressed otherwise, and bound the result. It makes a record at most some twenty times smaller, others
     * more than a thousand times: a megabyte of those can be larger than the memory of who reads it.
     */
    private static final String COMPRESSION = "snappy";

    private static final Set<String> BOUNDED = Set.of(COMPRESSION, "uncompressed");

    private final KafkaConfig config;
    private final List<String> needed;
    private final Map<String, Map<String, String>> settings;
    private final RecordSender sender;
    private volatile TopicState state = new TopicState.Unknown();
    private volatile boolean stopping;
    private final AtomicReference<@Nullable Admin> asked = new AtomicReference<>();

    TopicSetup(KafkaConfig config, @All List<TopicNeeded> needed, RecordSender sender) {
        this.config = config;
        this.sender = sender;
        this.settings = needed.stream()
                .collect(Collectors.toMap(TopicNeeded::name, TopicNeeded::settings, TopicSetup::together));
        this.needed = needed.stream().map(TopicNeeded::name).distinct().sorted().toList();
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        if (!needed.isEmpty()) {
            housekeeping.start(
                    "kafka-topics", new LoopSettings(Duration.ofSeconds(60), Duration.ofSeconds(30)), this::check);
        }
    }

    /** Ends a call that waits for a broker: its failure would come when nothing is there any more to take it. */
    void stop(@Observes ShutdownEvent stopped) {
        stopping = true;
        Admin admin = asked.get();
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }

    public TopicState state() {
        return state;
    }

    private Uni<Step> check() {
        return Uni.createFrom()
                .item(this::checkNow)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .invoke(this::learned)
                .onFailure()
                .invoke(failure -> state = new TopicState.Unreachable(reason(failure)))
                .replaceWith(Step.IDLE);
    }

    private static String reason(Throwable failure) {
        return isUnresolvable(failure) ? "no address in kafka.bootstrap.servers resolves" : "no broker answers";
    }

    /** The client refuses such addresses as bad configuration. */
    private static boolean isUnresolvable(Throwable failure) {
        return failure instanceof KafkaException && failure.getCause() instanceof ConfigException;
    }

    /** On the worker that looked. */
    private void learned(TopicState now) {
        if (now instanceof TopicState.Ready(var unbounded) && !unbounded.isEmpty() && !now.equals(state)) {
            Log.warnf(
                    "Topics take records in any compression, which may be larger than the memory of this process: set compression.type=snappy [topics=%s]",
                    unbounded);
        }
        if (now instanceof TopicState.Ready && !(state instanceof TopicState.Ready)) {
            sender.warmUp(needed);
        }
        state = now;
    }

    private TopicState checkNow() {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) CALL.toMillis(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        try (Admin admin = Admin.create(settings)) {
            asked.set(admin);
            Set<String> missing = missing(admin);
            if (missing.isEmpty()) {
                return new TopicState.Ready(unbounded(admin));
            }
            if (config.topics().create()) {
                // Not queried again: a broker lists a new topic only a moment after it confirmed it.
                missing = create(admin, missing);
            }
            if (missing.isEmpty()) {
                return new TopicState.Ready(List.of());
            }
            Log.warnf("Topics are missing on the broker [topics=%s]", missing);
            return new TopicState.Missing(List.copyOf(missing));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while checking topics", interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            if (stopping) {
                return state;
            }
            throw new IllegalStateException("the broker did not answer about topics", failure);
        } finally {
            asked.set(null);
        }
    }

    private Set<String> missing(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> present = admin.listTopics().names().get(CALL.toSeconds(), TimeUnit.SECONDS);
        return needed.stream().filter(topic -> !present.contains(topic)).collect(Collectors.toSet());
    }

    /** Topics that others made with other settings; none where this service may not query them. */
    private List<String> unbounded(Admin admin) throws InterruptedException, TimeoutException {
        List<ConfigResource> asked = needed.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        try {
            return admin.describeConfigs(asked).all().get(CALL.toSeconds(), TimeUnit.SECONDS).entrySet().stream()
                    .filter(topic -> !BOUNDED.contains(topic.getValue()
                            .get(TopicConfig.COMPRESSION_TYPE_CONFIG)
                            .value()))
                    .map(topic -> topic.getKey().name())
                    .sorted()
                    .toList();
        } catch (ExecutionException denied) {
            Log.debugf("The settings of topics were not shown [cause=%s]", String.valueOf(denied.getCause()));
            return List.of();
        }
    }

    /** Returns those that could not be created. */
    private Set<String> create(Admin admin, Set<String> names) throws InterruptedException, TimeoutException {
        short copies = config.topics().replication();
        Optional<Short> replication = copies < 1 ? Optional.empty() : Optional.of(copies);
        List<NewTopic> topics = names.stream()
                .map(name -> new NewTopic(name, Optional.of(config.topics().partitions()), replication)
                        .configs(settings(name)))
                .toList();
        Set<String> unmade = new HashSet<>();
        for (var made : admin.createTopics(topics).values().entrySet()) {
            if (!isMade(made.getKey(), made.getValue())) {
                unmade.add(made.getKey());
            }
        }
        return unmade;
    }

    private static Map<String, String> together(Map<String, String> one, Map<String, String> other) {
        Map<String, String> both = new HashMap<>(one);
        both.putAll(other);
        return both;
    }

    private Map<String, String> settings(String topic) {
        return together(
                Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        largestBatch(),
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        COMPRESSION),
                settings.getOrDefault(topic, Map.of()));
    }

    /** A record that the producer lets pass must pass the topic too, also where compression only adds to it. */
    private String largestBatch() {
        long record = config.maxRecord().asLongValue();
        return Long.toString(record + record / 8);
    }

    private boolean isMade(String topic, KafkaFuture<Void> made) throws InterruptedException, TimeoutException {
        try {
            made.get(CALL.toSeconds(), TimeUnit.SECONDS);
            Log.infof(
                    "Topic created [topic=%s partitions=%d]",
                    topic, config.topics().partitions());
            return true;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof TopicExistsException) {
                return true;
            }
            Log.warnf("Topic creation failed [topic=%s cause=%s]", topic, String.valueOf(failure.getCause()));
            return false;
        }
    }
}
