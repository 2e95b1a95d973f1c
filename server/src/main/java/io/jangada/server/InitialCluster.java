package io.jangada.server;

import io.jangada.server.etcd.Ids;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The members that a cluster begins with, and the ids that follow from them. Every member derives
 * the same ids from the same flags, as etcd does, so that nobody has to hand them out.
 *
 * @param peerUrls of each member, by name
 */
record InitialCluster(SortedMap<String, List<Url>> peerUrls, String token) {
    InitialCluster {
        peerUrls = Collections.unmodifiableSortedMap(new TreeMap<>(peerUrls));
    }

    /** Reads {@code a=http://host:port,b=http://host:port}; a name may come again with more. */
    static InitialCluster parse(String flag, String text, String token) throws CannotStart {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new CannotStart(
                        "--" + flag + ": \"" + part.strip() + "\" is not of the form name=URL");
            }
            String name = part.substring(0, equals).strip();
            texts.merge(name, part.substring(equals + 1), (a, b) -> a + "," + b);
        }
        SortedMap<String, List<Url>> members = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, String> member : texts.entrySet()) {
            List<Url> urls = Url.list(flag, member.getValue());
            for (Url url : urls) {
                if (!seen.add(url.text())) {
                    throw new CannotStart("--" + flag + ": " + url + " is there twice");
                }
            }
            members.put(member.getKey(), urls);
        }
        return new InitialCluster(members, token);
    }

    /**
     * The same members of a cluster that begins with a state, of which {@code word} tells which:
     * all ids are others. Itself if there is none.
     */
    InitialCluster restored(String word) {
        return word.isEmpty() ? this : new InitialCluster(peerUrls, token + "+" + word);
    }

    /** The first 8 bytes of the SHA-1 of the member's sorted peer URLs and the token. */
    long memberId(String name) {
        List<Url> urls = peerUrls.get(name);
        if (urls == null) {
            throw new IllegalArgumentException("no member is called " + name);
        }
        String seed = String.join("", Url.texts(urls)) + token;
        return Ids.of(seed.getBytes(StandardCharsets.UTF_8));
    }

    /** The first 8 bytes of the SHA-1 of all member ids, sorted as unsigned numbers. */
    long clusterId() {
        List<Long> ids =
                peerUrls.keySet().stream()
                        .map(this::memberId)
                        .sorted(Long::compareUnsigned)
                        .toList();
        ByteBuffer seed = ByteBuffer.allocate(8 * ids.size());
        ids.forEach(seed::putLong);
        return Ids.of(seed.array());
    }

    /** As on the command line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        peerUrls.forEach((name, urls) ->
                urls.forEach(url ->
                        text.append(text.isEmpty() ? "" : ",")
                                .append(name)
                                .append('=')
                                .append(url)));
        return text.toString();
    }
}
