package io.bhiv.load.core;

import io.bhiv.load.body.ByteTemplate;
import io.bhiv.load.body.ByteTemplate.Hole;
import io.bhiv.load.body.PostHead;
import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Traffic;
import io.bhiv.load.track.AnswerIds;
import io.bhiv.load.track.DeliveryLedger;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** Updates of modules, each with new values; ten of them belong to a session. */
final class UpdateTraffic implements Traffic {

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
    private final PostHead head;
    private final AnswerIds ids;
    private final SplittableRandom random;
    private final long runId;
    private long sent;

    UpdateTraffic(String host, long seed, DeliveryLedger ledger) {
        this.head = new PostHead(host, "/core/update", body.length());
        this.ids = new AnswerIds("update_id", ledger);
        this.random = new SplittableRandom(seed);
        this.runId = random.nextLong();
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        sent++;
        body.digits(module, sent % 4);
        body.hex(run, runId);
        body.digits(session, sent / 10);
        body.digits(number, sent);
        body.digits(value, random.nextInt(10_000));
        head.write(out);
        out.put(body.array(), 0, body.length());
    }

    @Override
    public void answered(int connection, Answer answer) {
        ids.take(answer);
    }

    int bodyLength() {
        return body.length();
    }

    long withoutId() {
        return ids.withoutId();
    }
}
