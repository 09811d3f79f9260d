export declare const bundleCurrent: () => Record<string, object>;
export declare const readReleased: () => Record<string, object>;
