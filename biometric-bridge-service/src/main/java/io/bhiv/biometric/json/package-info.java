/**
 * JSON as providers send it and as we publish it: the limits of what is read, and fast writers of events and triggers.
 */
@NullMarked
package io.bhiv.biometric.json;

import org.jspecify.annotations.NullMarked;
