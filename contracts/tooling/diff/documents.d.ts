export declare const currentDocuments: () => Record<string, object>;
export declare const releasedDocuments: () => Record<string, object>;
