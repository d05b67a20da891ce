package dev.storycrew.topology.runtime;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/**
 * For few, small entries: RocksDB's defaults would take some 100 MB per store and partition. Instantiated by Streams.
 */
public final class SmallRocksDb implements RocksDBConfigSetter {
    private static final long MEGABYTE = 1024L * 1024;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setCacheIndexAndFilterBlocks(true);
        }
        options.setWriteBufferSize(2 * MEGABYTE);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String storeName, Options options) {
        // Nothing was opened here.
    }
}
