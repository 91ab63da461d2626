/**
 * People whose nights are evaluated by rules that know them.
 *
 * <p>The settlement of a delivery stores what it brought of a night. A loop claims people of whom something arrived, or whose night closes,
 * runs the trigger engine on the state it keeps of them, and stores the new state together with the triggers that fired, in one
 * transaction. No two replicas work on one person at a time.
 */
@NullMarked
package io.bhiv.biometric.person;

import org.jspecify.annotations.NullMarked;
