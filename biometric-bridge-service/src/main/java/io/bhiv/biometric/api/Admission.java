package io.bhiv.biometric.api;

import io.bhiv.kit.body.ByteBudget;
import io.bhiv.model.biometric.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what is inside: requests and bytes of bodies. Both are taken by one atomic step, so the last free place goes to
 * one request only.
 *
 * <p>An eighth of the bytes is reserved for each provider's small bodies (the first {@value #SMALL} bytes of any body); the rest
 * is common, and a part of the {@link ByteBudget} of the process. The sender is unknown until its signature is checked: stalled large
 * bodies may use up the common part, but the next notice or night still finds room. A body takes its bytes as they arrive, whatever it
 * declares.
 */
@ApplicationScoped
class Admission {

    static final long SMALL = ByteBudget.SMALL;
    private static final int RESERVED_PARTS = 8;

    private final int maxRequests;
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<Provider, Room> reserved = new EnumMap<>(Provider.class);
    private final Room common;
    private final ByteBudget budget;

    @Inject
    Admission(WebhookConfig config, ByteBudget budget) {
        this(config.maxConcurrent(), config.maxBytesInFlight().asLongValue(), budget);
    }

    Admission(int maxRequests, long maxBytes, ByteBudget budget) {
        this.maxRequests = maxRequests;
        this.budget = budget;
        WebhookRoutes.SENDERS.values().forEach(provider -> reserved.put(provider, new Room(maxBytes / RESERVED_PARTS)));
        this.common = new Room(maxBytes - reserved.size() * (maxBytes / RESERVED_PARTS));
    }

    boolean tryEnter() {
        if (requests.incrementAndGet() > maxRequests) {
            requests.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        requests.decrementAndGet();
    }

    /** The bytes of one body. */
    Share share(Provider provider) {
        Room own = reserved.get(provider);
        return new Share(own == null ? common : own, common, budget.room());
    }

    int requests() {
        return requests.get();
    }

    long bytes() {
        return reserved.values().stream().mapToLong(Room::taken).sum() + common.taken();
    }

    private static final class Room {

        private final long most;
        private final AtomicLong taken = new AtomicLong();

        Room(long most) {
            this.most = most;
        }

        boolean tryTake(long bytes) {
            if (taken.addAndGet(bytes) > most) {
                taken.addAndGet(-bytes);
                return false;
            }
            return true;
        }

        void release(long bytes) {
            taken.addAndGet(-bytes);
        }

        long taken() {
            return taken.get();
        }
    }

    /** What one body holds. For the request's event loop only. */
    static final class Share {

        private final Room reserved;
        private final Room common;
        private final ByteBudget.Room ofProcess;
        private long ofReserved;
        private long ofCommon;

        private Share(Room reserved, Room common, ByteBudget.Room ofProcess) {
            this.reserved = reserved;
            this.common = common;
            this.ofProcess = ofProcess;
        }

        /** False where there is no room for these bytes; then none of them is held. */
        boolean tryHold(long bytes) {
            if (!ofProcess.tryHold(bytes)) {
                return false;
            }
            if (ofReserved + ofCommon + bytes <= SMALL && reserved.tryTake(bytes)) {
                ofReserved += bytes;
                return true;
            }
            if (common.tryTake(bytes)) {
                ofCommon += bytes;
                return true;
            }
            ofProcess.giveBack(bytes);
            return false;
        }

        void release() {
            reserved.release(ofReserved);
            common.release(ofCommon);
            ofProcess.release();
            ofReserved = 0;
            ofCommon = 0;
        }
    }
}
