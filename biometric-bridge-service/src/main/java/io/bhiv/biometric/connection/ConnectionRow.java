package io.bhiv.biometric.connection;

import io.bhiv.model.biometric.ConnectionState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code biometric.connection} as people read it. Tokens and the provider's id of the person are not mapped. */
@Entity
@Immutable
@Table(schema = "biometric", name = "connection")
class ConnectionRow {

    @Id
    @Column(name = "connection_id")
    String id;

    @Column
    String provider;

    @Column(name = "reference_id")
    @Nullable
    String referenceId;

    @Column
    @Enumerated(EnumType.STRING)
    ConnectionState state;

    @Column
    @Nullable
    String reason;

    @Column(name = "changed_at_ms")
    long changedAtMillis;

    @Column(name = "scopes_asked")
    String[] scopesAsked;

    @Column(name = "scopes_granted")
    String[] scopesGranted;

    @Column(name = "connected_at")
    Instant connectedAt;

    @Column(name = "refreshed_at")
    @Nullable
    Instant refreshedAt;

    @Column(name = "access_until")
    @Nullable
    Instant accessUntil;

    ConnectionSummary summary() {
        List<String> granted = List.of(scopesGranted);
        return new ConnectionSummary(
                id,
                provider,
                referenceId,
                state,
                reason,
                Instant.ofEpochMilli(changedAtMillis),
                granted,
                Arrays.stream(scopesAsked)
                        .filter(scope -> !granted.contains(scope))
                        .toList(),
                connectedAt,
                refreshedAt,
                accessUntil);
    }
}
