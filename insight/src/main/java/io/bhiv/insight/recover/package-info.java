/**
 * Sends again what waits parked or dead, through the services' own APIs: a preview first, then one chunk a second, which is the rate
 * cap. Each recovery has a row in {@code operator_action} before its first call, and its progress in it for every replica. When the
 * replica that runs it ends, what was sent is sent, and the rest waits as before.
 */
@NullMarked
package io.bhiv.insight.recover;

import org.jspecify.annotations.NullMarked;
