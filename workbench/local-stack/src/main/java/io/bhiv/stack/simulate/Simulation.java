package io.bhiv.stack.simulate;

import io.bhiv.play.webhook.Content;
import io.bhiv.play.webhook.Provider;
import io.bhiv.play.webhook.Scenario;
import io.bhiv.play.webhook.Variation;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Sends one scenario and follows it: the consumer stands at the end of the topics before anything is sent. */
record Simulation(Provider provider, Target target) {

    /** Below this RMSSD (ms) the default rule fires. */
    private static final double TRIGGER_BELOW = 40;

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LIMIT_FOR_NOTICES = Duration.ofSeconds(3);
    private static final Duration QUIET = Duration.ofMillis(1200);
    private static final Duration QUIET_AFTER_TRIGGER = Duration.ofMillis(300);

    Outcome run(Variation variation, Content content) throws IOException, InterruptedException {
        Scenario scenario = new Scenario(provider, target.webhookSecret(provider.name()), Instant.now());
        try (TopicFollower follower = target.follow()) {
            WebhookSender sender = new WebhookSender(target.url());
            sender.warmUp();
            List<Scenario.Step> steps = scenario.steps(variation, content);
            List<Sent> sent = new ArrayList<>();
            for (Scenario.Step step : steps) {
                sent.add(sender.send(step));
            }
            boolean triggerExpected = isTriggerExpected(content, sent);
            return new Outcome(
                    provider.name(), content, sent, follow(follower, sent, triggerExpected), triggerExpected);
        }
    }

    private static boolean isTriggerExpected(Content content, List<Sent> sent) {
        boolean low = content.rmssd().isPresent() && content.rmssd().getAsDouble() < TRIGGER_BELOW;
        return low && sent.stream().anyMatch(one -> one.status() == 202);
    }

    private List<Seen> follow(TopicFollower follower, List<Sent> sent, boolean triggerExpected) {
        Set<String> ours = new HashSet<>();
        sent.forEach(one -> one.eventId().ifPresent(ours::add));
        List<Seen> seen = new ArrayList<>();
        if (ours.isEmpty()) {
            return seen;
        }
        long began = System.nanoTime();
        long lastSeen = began;
        while (!isOver(seen, triggerExpected, began, lastSeen)) {
            for (ConsumerRecord<byte[], byte[]> came : follower.poll(Duration.ofMillis(50))) {
                Seen record = Seen.of(came, System.nanoTime());
                if (ours.contains(record.deliveryEventId())) {
                    seen.add(record);
                    lastSeen = record.seenNanos();
                }
            }
        }
        return seen;
    }

    private boolean isOver(List<Seen> seen, boolean triggerExpected, long began, long lastSeen) {
        long now = System.nanoTime();
        Duration limit = provider.carriesMeasurements() ? LIMIT : LIMIT_FOR_NOTICES;
        if (now - began > limit.toNanos()) {
            return true;
        }
        if (triggerExpected) {
            return seen.stream().anyMatch(Seen::isTrigger) && now - lastSeen > QUIET_AFTER_TRIGGER.toNanos();
        }
        return !seen.isEmpty() && now - lastSeen > QUIET.toNanos();
    }
}
