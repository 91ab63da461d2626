/**
 * bucket-service as it runs in production: several processes on one database, with consumers at each of them, and what
 * becomes of packets and leases when one is killed.
 */
@NullMarked
package io.bhiv.system.bucket;

import org.jspecify.annotations.NullMarked;
