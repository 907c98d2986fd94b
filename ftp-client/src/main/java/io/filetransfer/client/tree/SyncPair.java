package io.filetransfer.client.tree;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** The same name on both sides of a sync, or a name and the one that it had before. */
record SyncPair(SyncEntry source, SyncEntry target) {
    static final SpillList.Format<SyncPair> FORMAT = new SpillList.Format<>() {
        @Override
        public void write(SyncPair pair, DataOutputStream out) throws IOException {
            pair.source.write(out);
            pair.target.write(out);
        }

        @Override
        public SyncPair read(DataInputStream in) throws IOException {
            return new SyncPair(SyncEntry.read(in), SyncEntry.read(in));
        }

        @Override
        public int weight(SyncPair pair) {
            return pair.source.weight() + pair.target.weight();
        }
    };
}
