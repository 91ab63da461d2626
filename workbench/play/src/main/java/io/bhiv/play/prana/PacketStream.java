package io.bhiv.play.prana;

import io.bhiv.play.body.ByteTemplate;
import io.bhiv.play.body.ByteTemplate.Hole;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** Packets one after another, each with new values; a thousand learners take turns. Writing one allocates nothing. One thread only. */
public final class PacketStream {

    private static final int LEARNERS = 1000;
    private static final String TEXT = """
            {"user_id":"learner-<run:8>-<learner:4>","session_id":"session-<number:12>","lesson_id":"lesson-<value:3>",\
            "system_type":"learning","role":"student","timestamp":"<now>","cognitive_state":"ON_TASK",\
            "active_seconds":3.<value:3>,"idle_seconds":1.<value:3>,"away_seconds":0.0,"focus_score":<score:2>.5,\
            "raw_signals":{"mouse_events":1<value:3>,"key_events":2<value:3>,"scroll_depth":0.<value:3>,\
            "tab_switches":1,"window_focus":true,"dwell":{"paragraph":"p-<value:3>","ms":4<value:3>}}}""";

    private final ByteTemplate text;
    private final Hole run;
    private final Hole learner;
    private final Hole number;
    private final Hole value;
    private final Hole score;
    private final SplittableRandom random;
    private final long runId;
    private long made;

    public PacketStream(Instant now, long seed) {
        text = ByteTemplate.of(
                TEXT.replace("<now>", now.truncatedTo(ChronoUnit.MILLIS).toString()));
        run = text.hole("run");
        learner = text.hole("learner");
        number = text.hole("number");
        value = text.hole("value");
        score = text.hole("score");
        random = new SplittableRandom(seed);
        runId = random.nextLong();
    }

    /** Of every packet. */
    public int length() {
        return text.length();
    }

    /** The next packet. */
    public void write(ByteBuffer out) {
        made++;
        text.hex(run, runId);
        text.digits(learner, made % LEARNERS);
        text.digits(number, made);
        text.digits(value, random.nextInt(1000));
        text.digits(score, 10 + random.nextInt(90));
        out.put(text.array(), 0, text.length());
    }
}
