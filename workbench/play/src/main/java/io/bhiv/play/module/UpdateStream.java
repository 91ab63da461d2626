package io.bhiv.play.module;

import io.bhiv.play.body.ByteTemplate;
import io.bhiv.play.body.ByteTemplate.Hole;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Updates one after another, each with new values; ten of them belong to a session. Writing one allocates nothing. One thread only. */
public final class UpdateStream {

    private static final String BODY = """
            {"module":"module-<module:1>","session_id":"<run:8>-<session:12>","data":{"event":"lesson_progress",\
            "number":"<number:12>","lesson":{"id":"lesson-<value:4>","title":"Fractions and ratios","language":"en"},\
            "progress":{"percent":0.<value:4>,"answers_given":1<value:4>,"answers_right":1<value:4>,"hints":3},\
            "team":{"id":"team-<value:4>","members":["a-<value:4>","b-<value:4>","c-<value:4>"]},\
            "tags":["education","benchmark","synthetic"],"note":"A text of the length that people write."}}""";

    private final ByteTemplate body = ByteTemplate.of(BODY);
    private final Hole module = body.hole("module");
    private final Hole run = body.hole("run");
    private final Hole session = body.hole("session");
    private final Hole number = body.hole("number");
    private final Hole value = body.hole("value");
    private final SplittableRandom random;
    private final long runId;
    private long made;

    public UpdateStream(long seed) {
        this.random = new SplittableRandom(seed);
        this.runId = random.nextLong();
    }

    /** Of every update. */
    public int length() {
        return body.length();
    }

    /** The next update. */
    public void write(ByteBuffer out) {
        made++;
        body.digits(module, made % 4);
        body.hex(run, runId);
        body.digits(session, made / 10);
        body.digits(number, made);
        body.digits(value, random.nextInt(10_000));
        out.put(body.array(), 0, body.length());
    }
}
