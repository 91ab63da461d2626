package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.topic.TopicFollower;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A night at a simulated provider, all the way: the person is connected where that was not done yet, the night is recorded, the provider
 * sends its notices, the bridge reads the objects, and what it publishes is shown.
 */
record ConnectedNight(Wearable provider, Target target, String person, double rmssd) {

    /** Low enough for a trigger of the fixed rule. */
    static final double USUAL_RMSSD = 20;

    private static final double TRIGGER_BELOW = 40;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** True where events came, and a trigger if one was due. */
    boolean run() throws IOException, InterruptedException {
        SimulatorControl simulator = SimulatorControl.of(provider);
        History history = new History(target);
        try (TopicFollower follower = target.follow()) {
            makePeople(simulator);
            boolean connected = new Account(provider, target, person).connectOnce();
            if (connected) {
                System.out.println(person + " is connected to " + provider.label());
            }
            // A night that is recorded before it is over is taken for a part of it, and fires nothing.
            if (connected || history.left() > 0) {
                System.out.println("The past is read first");
                System.out.println(history.follow(follower, LIMIT).events() + " events of the past");
            }
            JsonNode night = record(simulator);
            long recorded = System.nanoTime();
            System.out.printf(
                    "%s has version %d of the night of %s: RMSSD %s ms%n%n",
                    provider.label(),
                    night.path("version").asInt(),
                    night.path("date").asText(),
                    rmssd);
            return show(follower, recorded);
        }
    }

    /** Somebody has to have an account. */
    private static void makePeople(SimulatorControl simulator) throws IOException, InterruptedException {
        if (simulator
                        .call("GET", "state", SimulatorControl.body())
                        .path("people")
                        .asInt()
                == 0) {
            simulator.call(
                    "POST", "people", SimulatorControl.body().put("count", 3).put("days", 60));
        }
    }

    /** A night that is there already is corrected. */
    private JsonNode record(SimulatorControl simulator) throws IOException, InterruptedException {
        var wanted = SimulatorControl.body().put("person", person).put("rmssd", rmssd);
        try {
            return simulator.call("POST", "nights", wanted);
        } catch (BadSetting thereAlready) {
            return simulator.call("PUT", "nights", wanted);
        }
    }

    private boolean show(TopicFollower follower, long recorded) {
        Set<String> subjects = new HashSet<>();
        List<Seen> seen = new ArrayList<>();
        System.out.printf("  %8s  %-17s %-9s %s%n", "after ms", "topic", "priority", "what");
        long last = recorded;
        while (!isOver(seen, recorded, last)) {
            for (ConsumerRecord<byte[], byte[]> came : follower.poll(Duration.ofMillis(50))) {
                Seen one = Seen.of(came, System.nanoTime());
                if (isOurs(one.value(), subjects) && !History.isPast(one.value())) {
                    seen.add(one);
                    last = one.seenNanos();
                    System.out.printf(
                            "  %8.1f  %-17s %-9s %s%n",
                            (one.seenNanos() - recorded) / 1e6, one.topic(), one.priority(), one.describe());
                }
            }
        }
        seen.stream()
                .filter(Seen::isTrigger)
                .forEach(trigger -> System.out.println("\n  Why: " + trigger.explanation()));
        boolean complete = !seen.isEmpty() && (rmssd >= TRIGGER_BELOW || hasTrigger(seen));
        if (!complete) {
            System.out.println(
                    "  MISSING: " + (seen.isEmpty() ? "no event came" : "a trigger was due and did not come"));
        }
        return complete;
    }

    /** Events name our reference of the person; triggers only the subject that the events had. */
    private boolean isOurs(JsonNode value, Set<String> subjects) {
        JsonNode subject = value.path("subject");
        if (subject.path("reference_id").asText().equals(person)) {
            subjects.add(subject.path("subject_id").asText());
            return value.at("/provenance/provider").asText().equals(provider.label());
        }
        return subjects.contains(value.path("subject_id").asText());
    }

    private boolean isOver(List<Seen> seen, long recorded, long last) {
        long now = System.nanoTime();
        boolean quiet = !seen.isEmpty() && now - last > QUIET.toNanos();
        boolean complete = rmssd >= TRIGGER_BELOW || hasTrigger(seen);
        return now - recorded > LIMIT.toNanos() || (quiet && complete);
    }

    private static boolean hasTrigger(List<Seen> seen) {
        return seen.stream().anyMatch(Seen::isTrigger);
    }
}
