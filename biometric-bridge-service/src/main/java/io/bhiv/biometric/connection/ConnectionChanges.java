package io.bhiv.biometric.connection;

import io.smallrye.mutiny.Uni;

/** Where changes of connections go; the pipeline implements it. */
public interface ConnectionChanges {

    /** Completes once the change is committed to the journal. The same change may come again. */
    Uni<Void> accept(ConnectionNotice notice);
}
