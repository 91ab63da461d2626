package io.bhiv.bucket.karma;

import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseRequest;
import io.bhiv.bucket.settle.Settled;
import io.bhiv.bucket.settle.Settlement;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What a consumer needs of the queue; the pipeline implements it. */
public interface PacketQueue {

    Uni<Lease> lease(LeaseRequest request);

    Uni<List<Settled>> settle(List<Settlement> settlements);
}
