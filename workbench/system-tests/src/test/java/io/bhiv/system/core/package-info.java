/**
 * A module's update on its way through core-bridge-service and bucket-service, each a process of its own, and what
 * becomes of it when either is killed.
 */
@NullMarked
package io.bhiv.system.core;

import org.jspecify.annotations.NullMarked;
