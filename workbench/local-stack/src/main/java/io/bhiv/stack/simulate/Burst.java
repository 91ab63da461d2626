package io.bhiv.stack.simulate;

import io.bhiv.model.topic.Headers;
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
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Many webhooks, each new and of a different person, started at fixed instants whether or not earlier ones were answered.
 *
 * <p>A look at the system under some load, not a benchmark: {@code ./bridge bench} measures.
 */
record Burst(Provider provider, Target target, int rate, int seconds) {

    /** Most webhooks of one burst. */
    static final int MOST = 60_000;

    private static final int MOST_AT_ONCE = 512;
    private static final Duration AFTERWARDS = Duration.ofSeconds(20);

    Result run(String type, String user, OptionalDouble rmssd) throws InterruptedException {
        Map<Integer, Sent> answers = new ConcurrentHashMap<>();
        Map<Integer, String> failures = new ConcurrentHashMap<>();
        Map<String, Long> firstSeen = new ConcurrentHashMap<>();
        try (TopicFollower follower = target.follow()) {
            Thread sending =
                    Thread.ofPlatform().name("burst").start(() -> sendAll(type, user, rmssd, answers, failures));
            while (sending.isAlive()) {
                note(follower, firstSeen);
            }
            sending.join();
            long deadline = System.nanoTime() + AFTERWARDS.toNanos();
            while (provider.carriesMeasurements() && System.nanoTime() < deadline && !allSeen(answers, firstSeen)) {
                note(follower, firstSeen);
            }
        }
        return new Result(rate, List.copyOf(answers.values()), Map.copyOf(firstSeen), failures.size(), provider);
    }

    private static void note(TopicFollower follower, Map<String, Long> firstSeen) {
        follower.poll(Duration.ofMillis(50))
                .forEach(record -> firstSeen.putIfAbsent(
                        TopicFollower.header(record, Headers.DELIVERY_EVENT_ID), System.nanoTime()));
    }

    private static boolean allSeen(Map<Integer, Sent> answers, Map<String, Long> firstSeen) {
        return answers.values().stream()
                .allMatch(sent -> sent.eventId().map(firstSeen::containsKey).orElse(true));
    }

    private void sendAll(
            String type, String user, OptionalDouble rmssd, Map<Integer, Sent> answers, Map<Integer, String> failures) {
        WebhookSender sender = new WebhookSender(target.url());
        Scenario scenario = new Scenario(provider, target.webhookSecret(provider.name()), Instant.now());
        Semaphore places = new Semaphore(MOST_AT_ONCE);
        long began = System.nanoTime();
        for (int i = 0; i < rate * seconds; i++) {
            int number = i;
            waitUntil(began + (long) (i * 1e9 / rate));
            places.acquireUninterruptibly();
            Thread.ofVirtual().start(() -> {
                try {
                    Content content = Content.first(type, user + "-" + number, Instant.now(), rmssd);
                    Scenario.Step step =
                            scenario.steps(Variation.PLAIN, content).getFirst();
                    answers.put(number, sender.send(step));
                } catch (IOException | InterruptedException e) {
                    failures.put(number, String.valueOf(e.getMessage()));
                } finally {
                    places.release();
                }
            });
        }
        places.acquireUninterruptibly(MOST_AT_ONCE);
    }

    private static void waitUntil(long instant) {
        try {
            // Never counted down: this waits until the instant.
            new CountDownLatch(1).await(instant - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a burst brought. */
    record Result(int rate, List<Sent> answers, Map<String, Long> firstSeen, int failures, Provider provider) {

        /** Everything sent was accepted, and where there are measurements all came off Kafka. */
        boolean isComplete() {
            return failures == 0
                    && answers.stream().allMatch(Sent::isAsExpected)
                    && (!provider.carriesMeasurements() || missing().isEmpty());
        }

        List<String> lines() {
            Map<Integer, Integer> statuses = new TreeMap<>();
            answers.forEach(sent -> statuses.merge(sent.status(), 1, Integer::sum));
            List<String> lines = new ArrayList<>();
            lines.add("%d webhooks at %d a second: answers %s, no answer %d"
                    .formatted(answers.size() + failures, rate, statuses, failures));
            lines.add("  acknowledged after  "
                    + percentiles(answers.stream().map(Sent::tookMillis).toList()));
            if (provider.carriesMeasurements()) {
                lines.add("  on Kafka after      " + percentiles(untilSeen()));
                lines.add("  accepted and not seen on Kafka: " + missing().size());
            }
            return lines;
        }

        private List<Double> untilSeen() {
            List<Double> millis = new ArrayList<>();
            for (Sent sent : answers) {
                Long seen = sent.eventId().map(firstSeen::get).orElse(null);
                if (seen != null) {
                    millis.add((seen - sent.sentNanos()) / 1e6);
                }
            }
            return millis;
        }

        private Set<String> missing() {
            Set<String> missing = new HashSet<>();
            answers.forEach(sent -> sent.eventId().ifPresent(missing::add));
            missing.removeAll(firstSeen.keySet());
            return missing;
        }

        private static String percentiles(List<Double> millis) {
            if (millis.isEmpty()) {
                return "-";
            }
            List<Double> sorted = millis.stream().sorted().toList();
            return "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms"
                    .formatted(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), sorted.getLast());
        }

        private static double at(List<Double> sorted, double share) {
            return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * share)));
        }
    }
}
