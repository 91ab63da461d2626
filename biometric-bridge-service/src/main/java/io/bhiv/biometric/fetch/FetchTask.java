package io.bhiv.biometric.fetch;

import io.bhiv.biometric.provider.ObjectApi.ObjectName;
import io.bhiv.biometric.provider.ProviderUser;
import org.jspecify.annotations.Nullable;

/**
 * An object that must be read.
 *
 * @param notices counts the notices that named it; a fetch ends the task only where none came meanwhile
 * @param attempts attempts that failed for the reason
 * @param tries attempts that failed for any reason
 * @param reason why the last attempt failed; null before the first
 */
record FetchTask(
        String connectionId,
        ProviderUser user,
        ObjectName object,
        int notices,
        int attempts,
        int tries,
        @Nullable String reason) {

    /** Failed attempts if the next one fails for this reason. */
    int attemptsFor(String now) {
        return now.equals(reason) ? attempts + 1 : 1;
    }

    /** Without ids of the person and of the object. */
    @Override
    public String toString() {
        return "FetchTask[" + connectionId + ' ' + object.type() + ']';
    }
}
