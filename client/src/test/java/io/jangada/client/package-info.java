/** Tests of the client and its command line against servers of our own and a real etcd. */
@NullMarked
package io.jangada.client;

import org.jspecify.annotations.NullMarked;
