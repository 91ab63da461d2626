package io.bhiv.biometric.publish;

import io.bhiv.biometric.Understood;
import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.normalise.Outcome;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.kit.log.SafeFailure;
import io.quarkus.logging.Log;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Decides where a delivery goes. */
final class Dispositions {

    private Dispositions() {}

    /** For what the brokers acknowledged, or what had nothing to say. */
    static Disposition of(Understood.Meant meant) {
        Journalled delivery = meant.delivery();
        return switch (meant.normalised().outcome()) {
            case Outcome.Events events -> ended(meant);
            case Outcome.Superseded superseded -> ended(meant);
            case Outcome.Nothing nothing -> ended(meant);
            case Outcome.AwaitingFetch awaiting ->
                new Disposition.AwaitingFetch(delivery, meant.normalised(), awaiting.type());
            case Outcome.AwaitingPayload(var url, var expiresIn) -> new Disposition.AwaitingPayload(delivery, url);
            case Outcome.Parked(var reason) ->
                new Disposition.Parked(delivery, reason.name(), meant.reading().users());
        };
    }

    /** A link that data alone made sets nothing free: what was parked for an unknown user waits for the provider's word. */
    private static Disposition ended(Understood.Meant meant) {
        return new Disposition.Ended(
                meant.delivery(), meant.normalised(), meant.reading() instanceof Reading.LinkChange);
    }

    /** For what the brokers did not acknowledge. */
    static Disposition of(Understood.Meant meant, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RecordTooLargeException
                ? new Disposition.Parked(meant.delivery(), "RECORD_TOO_LARGE", Set.of())
                : new Disposition.NotAcknowledged(meant.delivery());
    }

    /** For what our code broke on. */
    static Disposition of(Understood.Failed failed) {
        Log.errorf(
                "A delivery could not be understood because of a mistake of ours [delivery=%s cause=%s]",
                failed.delivery().eventId(), SafeFailure.describe(failed.cause()));
        return new Disposition.Broken(failed.delivery());
    }
}
