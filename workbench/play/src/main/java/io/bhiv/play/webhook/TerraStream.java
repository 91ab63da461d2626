package io.bhiv.play.webhook;

import io.bhiv.play.body.ByteTemplate;
import io.bhiv.play.body.ByteTemplate.Hole;
import io.bhiv.play.body.HmacSigner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.SplittableRandom;

/**
 * Terra webhooks one after another as whole HTTP requests, each with a new person, new ids and new values, and signed as it is written.
 * Writing one allocates nothing. One thread only.
 */
public final class TerraStream {

    private static final int TIME_DIGITS = 10;

    /** In percent: how many readings are low enough for a trigger. */
    private static final int STRESSED = 5;

    private final Clock clock;
    private final HmacSigner signer;
    private final SplittableRandom random;
    private final long run;
    private final ByteTemplate head;
    private final Hole time;
    private final Hole signature;
    private final Hole headRun;
    private final Hole headNumber;
    private final Hole ordering;
    private final ByteTemplate body;
    private final Hole bodyRun;
    private final Hole bodyNumber;
    private final Hole rmssd;
    private final Hole pulse;
    private final Hole tenth;
    private long number;

    /** @param seed of the values; the ids also carry it, so that two streams with different seeds share none */
    public TerraStream(TerraShape shape, String host, String secret, Clock clock, long seed) {
        this.clock = clock;
        this.signer = new HmacSigner(secret.getBytes(StandardCharsets.UTF_8));
        this.random = new SplittableRandom(seed);
        this.run = random.nextLong();
        this.body = shape.template(clock.instant());
        this.head = ByteTemplate.of(headText(host, body.length()));
        time = head.hole("time");
        signature = head.hole("signature");
        headRun = head.hole("run");
        headNumber = head.hole("number");
        ordering = head.hole("ordering");
        bodyRun = body.hole("run");
        bodyNumber = body.hole("number");
        rmssd = body.hole("rmssd");
        pulse = body.hole("pulse");
        tenth = body.hole("tenth");
    }

    private static String headText(String host, int length) {
        return """
                POST /webhook/terra HTTP/1.1
                Host: %s
                Content-Type: application/json
                terra-signature: t=<time:10>,v1=<signature:64>
                X-Terra-Trace-Id: <run:8>-5a3c-4440-8158-<number:12>
                X-Terra-Ordering-Timestamp: <ordering:13>
                Content-Length: %d

                """.formatted(host, length).replace("\n", "\r\n");
    }

    /** The next request. */
    public void write(ByteBuffer out) {
        long now = clock.millis();
        number++;
        fillBody();
        head.hex(headRun, run);
        head.digits(headNumber, number);
        head.digits(ordering, now);
        head.digits(time, now / 1000);
        sign();
        out.put(head.array(), 0, head.length());
        out.put(body.array(), 0, body.length());
    }

    private void fillBody() {
        int reading = random.nextInt(100) < STRESSED ? 18 + random.nextInt(20) : 40 + random.nextInt(59);
        body.hex(bodyRun, run);
        body.digits(bodyNumber, number);
        body.digits(rmssd, reading);
        body.digits(pulse, 48 + random.nextInt(50));
        body.digits(tenth, random.nextInt(10));
    }

    private void sign() {
        signer.update(head.array(), head.at(time), TIME_DIGITS);
        signer.update((byte) '.');
        signer.update(body.array(), 0, body.length());
        head.bytes(signature, signer.hex(), 0);
    }

    public int bodyLength() {
        return body.length();
    }
}
