package io.bhiv.play.prana;

import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/** A learner in a lesson: mostly on task, sometimes thinking, now and then away; attention drifts rather than jumps. */
public final class Learner {

    private final String id;
    private final SplittableRandom random;
    private double focus;
    private int lesson = 1;
    private long packets;

    public Learner(String id, long seed) {
        this.id = id;
        this.random = new SplittableRandom(seed);
        this.focus = 55 + random.nextInt(40);
    }

    /** The packet that the page sends about the last {@code seconds}. */
    public String packet(Instant now, double seconds) {
        focus = Math.clamp(focus + random.nextDouble(-12, 12), 3, 99);
        packets++;
        lesson += random.nextInt(60) == 0 ? 1 : 0;
        double active = seconds * focus / 100;
        double away = state().equals("AWAY") ? seconds - active : 0;
        double idle = seconds - active - away;
        return String.format(
                Locale.ROOT,
                """
                {"packet_id":"%s-%d-%d","user_id":"%s","session_id":"%s-session","lesson_id":"lesson-%d","system_type":"simulated",\
                "role":"student","timestamp":"%s","cognitive_state":"%s","active_seconds":%.2f,"idle_seconds":%.2f,"away_seconds":%.2f,\
                "focus_score":%.1f,"raw_signals":{"mouse_moves":%d,"key_presses":%d,"tab_visible":%s}}""",
                id,
                now.toEpochMilli(),
                packets,
                id,
                id,
                lesson,
                now,
                state(),
                active,
                idle,
                away,
                focus,
                random.nextInt(200),
                random.nextInt(40),
                !state().equals("AWAY"));
    }

    private String state() {
        if (focus >= 85) {
            return "DEEP_FOCUS";
        }
        if (focus >= 60) {
            return "ON_TASK";
        }
        if (focus >= 45) {
            return "THINKING";
        }
        return focus >= 20 ? "DISTRACTED" : "AWAY";
    }
}
