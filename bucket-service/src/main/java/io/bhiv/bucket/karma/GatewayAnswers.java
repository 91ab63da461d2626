package io.bhiv.bucket.karma;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells a tracker that is away from a packet that something before the tracker always answers (408, 502, 503, 504): a worker that the packet
 * ends, or a proxy that waits for it in vain. It is the packet where the tracker answered others between one giving back of it and the
 * next, {@value #TIMES} times: no outage answers anybody, and one that begins and ends seldom meets the same packet so often.
 *
 * <p>Bounded: of more packets than it keeps, the one that was noted first is forgotten, and is judged from the beginning. For any thread.
 */
final class GatewayAnswers {

    static final int TIMES = 3;

    private static final int KEPT = 1_000;

    private final Map<String, Noted> packets = new LinkedHashMap<>();

    /**
     * @param times how often the packet was given back since the first time, while others were answered
     * @param answers of the tracker, all of them, when the packet was given back last
     */
    private record Noted(int times, long answers) {}

    /** True if such an answer is the packet's own failure. */
    synchronized boolean concernsPacket(String packetId, long answers) {
        @Nullable Noted noted = packets.get(packetId);
        return noted != null && noted.times() + 1 >= TIMES && answers > noted.answers();
    }

    /** All calls for this packet were answered so. */
    synchronized void givenBack(String packetId, long answers) {
        packets.merge(
                packetId,
                new Noted(0, answers),
                (before, _) -> new Noted(answers > before.answers() ? before.times() + 1 : before.times(), answers));
        if (packets.size() > KEPT) {
            packets.remove(packets.keySet().iterator().next());
        }
    }

    /** The tracker itself answered. */
    synchronized void answered(String packetId) {
        packets.remove(packetId);
    }
}
