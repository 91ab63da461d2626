package io.bhiv.load.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Applies a load to a server and measures what it answers: connect, warm up, measure, wait for the last answers.
 *
 * <p>Everything happens on the calling thread. A connection that fails is opened again; the failed request is counted and not repeated,
 * because only the traffic knows whether it may be.
 */
public final class HttpLoad {

    private static final long MILLI = 1_000_000;
    private static final long SWEEP = 50 * MILLI;

    private static final int LARGEST_REQUEST = 4 << 20;

    private final LoadPlan plan;
    private final Traffic traffic;
    private final LongSupplier clock;
    private final Selector selector;
    private final SendTimer timer;
    private final Connection[] connections;
    private final IdleConnections idle;
    /** Failed connections come back with the next sweep: a server that is down is not asked again without a pause. */
    private final List<Connection> resting = new ArrayList<>();

    private final ByteBuffer outbound = ByteBuffer.allocateDirect(LARGEST_REQUEST);
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(256 << 10);
    private final Tally tally;
    private final @Nullable ArrivalQueue arrivals;
    private final long end;
    private long started;
    private long nextSweep;
    private int maxWaiting;

    private HttpLoad(LoadPlan plan, Traffic traffic, LongSupplier clock, Selector selector, SendTimer timer)
            throws IOException {
        this.plan = plan;
        this.traffic = traffic;
        this.clock = clock;
        this.selector = selector;
        this.timer = timer;
        this.connections = new Connection[plan.connections()];
        this.idle = new IdleConnections(plan.connections());
        for (int i = 0; i < connections.length; i++) {
            connections[i] = new Connection(i);
            connections[i].open(plan.target(), selector);
            idle.put(connections[i]);
        }
        long start = clock.getAsLong();
        this.nextSweep = start;
        long measureFrom = start + plan.warmUp().toNanos();
        this.end = measureFrom + plan.measured().toNanos();
        this.tally = new Tally(measureFrom, end);
        this.arrivals = switch (plan.pacing()) {
            case Pacing.ClosedLoop() -> null;
            case Pacing.OpenLoop open -> new ArrivalQueue(open, start, plan.seed());
        };
    }

    /** Runs {@code plan} to its end. Throws when the server cannot be reached at the beginning. */
    public static LoadResult run(LoadPlan plan, Traffic traffic) throws IOException {
        return run(plan, traffic, System::nanoTime);
    }

    static LoadResult run(LoadPlan plan, Traffic traffic, LongSupplier clock) throws IOException {
        try (Selector selector = Selector.open();
                SendTimer timer = new SendTimer(selector)) {
            HttpLoad load = new HttpLoad(plan, traffic, clock, selector, timer);
            try {
                return load.run();
            } finally {
                for (Connection connection : load.connections) {
                    connection.close();
                }
            }
        }
    }

    private LoadResult run() throws IOException {
        long now = clock.getAsLong();
        while (now < end && started < plan.maxRequests()) {
            startWhatIsDue(now);
            await(now);
            sweep(now);
            now = clock.getAsLong();
        }
        long stopped = Math.min(now, end);
        awaitTheLast(now);
        return tally.result(plan, stopped, arrivals == null ? 0 : arrivals.overflow(), maxWaiting);
    }

    /** What waited when the window closed was due within it: it is still sent, so that its latency counts. */
    private void awaitTheLast(long closed) throws IOException {
        if (arrivals != null) {
            // Also what became due while the last wait was longer than it should have been.
            arrivals.advance(closed, end);
        }
        long patience = closed + plan.requestTimeout().toNanos();
        long now = closed;
        while (now < patience && (idle.size() + resting.size() < connections.length || hasWaiting())) {
            if (arrivals != null) {
                startWaiting(now, arrivals);
            }
            await(now);
            sweep(now);
            now = clock.getAsLong();
        }
        for (Connection connection : connections) {
            if (connection.isBusy()) {
                fail(connection, Failure.TIMEOUT);
            }
        }
    }

    private boolean hasWaiting() {
        return arrivals != null && !arrivals.isEmpty() && started < plan.maxRequests();
    }

    private void startWhatIsDue(long now) throws IOException {
        if (arrivals == null) {
            while (!idle.isEmpty() && started < plan.maxRequests()) {
                start(idle.take(), now, now);
            }
        } else {
            arrivals.advance(now, end);
            maxWaiting = Math.max(maxWaiting, arrivals.waiting());
            startWaiting(now, arrivals);
        }
    }

    private void startWaiting(long now, ArrivalQueue queue) {
        while (!queue.isEmpty() && !idle.isEmpty() && started < plan.maxRequests()) {
            start(idle.take(), queue.take(), now);
        }
    }

    private void start(Connection connection, long due, long now) {
        started++;
        tally.sent(due);
        connection.begin(due, now + plan.requestTimeout().toNanos());
        if (!connection.isOpen() && !reopen(connection)) {
            fail(connection, Failure.REFUSED);
            return;
        }
        outbound.clear();
        traffic.write(connection.index(), outbound);
        outbound.flip();
        try {
            connection.send(outbound);
        } catch (IOException e) {
            fail(connection, Failure.CUT);
        }
    }

    private boolean reopen(Connection connection) {
        try {
            connection.open(plan.target(), selector);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void await(long now) throws IOException {
        if (arrivals == null || now >= end) {
            selector.select(this::ready, SWEEP / MILLI);
            return;
        }
        long untilDue = idle.isEmpty() ? SWEEP : Math.min(SWEEP, arrivals.nextDue() - now);
        if (untilDue <= 2 * MILLI) {
            timer.wakeIn(untilDue);
            selector.select(this::ready, SWEEP / MILLI);
        } else {
            selector.select(this::ready, untilDue / MILLI - 1);
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.sendRest();
            }
            if (key.isReadable()) {
                read(connection);
            }
        } catch (IOException e) {
            lost(connection, Failure.CUT);
        }
    }

    private void read(Connection connection) throws IOException {
        inbound.clear();
        int count = connection.read(inbound);
        if (count < 0 || !connection.isBusy()) {
            lost(connection, Failure.CUT);
            return;
        }
        inbound.flip();
        switch (connection.reader().feed(inbound)) {
            case MORE -> {}
            case COMPLETE -> answered(connection);
            case BROKEN -> lost(connection, Failure.MALFORMED);
        }
    }

    private void answered(Connection connection) {
        long now = clock.getAsLong();
        Answer answer = new Answer(connection.reader(), connection.due(), now);
        tally.answered(answer);
        traffic.answered(connection.index(), answer);
        if (connection.reader().closesConnection()) {
            connection.close();
        }
        connection.end();
        // Answered and asked again in one turn: a closed loop keeps as many requests under way as it has connections.
        if (arrivals == null && now < end && started < plan.maxRequests()) {
            start(connection, now, now);
        } else {
            idle.put(connection);
        }
    }

    /** A connection ended. That is a failure only if it owed an answer; an idle one is opened again when it is next needed. */
    private void lost(Connection connection, Failure failure) {
        if (connection.isBusy()) {
            fail(connection, failure);
        } else {
            connection.close();
        }
    }

    private void fail(Connection connection, Failure failure) {
        tally.failed(connection.due(), failure);
        connection.close();
        traffic.failed(connection.index(), failure);
        resting.add(connection);
    }

    private void sweep(long now) {
        if (now - nextSweep < 0) {
            return;
        }
        nextSweep = now + SWEEP;
        resting.forEach(idle::put);
        resting.clear();
        for (Connection connection : connections) {
            if (connection.isOverdue(now)) {
                fail(connection, Failure.TIMEOUT);
            }
        }
    }
}
