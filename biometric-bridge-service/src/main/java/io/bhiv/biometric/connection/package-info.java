/**
 * Links between persons and providers: the OAuth consent of a person, the tokens that came of it, their refresh, and the end
 * of a link.
 *
 * <p>A row of {@code connection} is the truth about a link: its state, scopes and sealed tokens. Every change of state is also
 * a delivery in the journal (a <em>connection notice</em>), so that links, parked data and published events follow it in the
 * order and with the guarantees of any other delivery. A refresh token can be used once: {@link AccessTokens} lets one
 * replica at a time use it and commits the new pair before anybody uses that.
 */
@NullMarked
package io.bhiv.biometric.connection;

import org.jspecify.annotations.NullMarked;
